using System.CommandLine;
using Emergency.Cli.Commands;

Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("重污染天气应急响应平台 / heavy-pollution emergency response planner");
foreach (var command in CommandList.Create())
{
    root.Subcommands.Add(command);
}

return await root.Parse(args).InvokeAsync();
