using System.CommandLine;
using Emergency.Cli;
using Emergency.Cli.Commands;

Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("重污染天气应急响应平台 / heavy-pollution emergency response planner");
foreach (var command in CommandList.Create())
{
    root.Subcommands.Add(command);
}

var parsed = root.Parse(args);
Terminal.LeaveOutputTo(parsed);
// Asked to end, a command has two seconds; a server finishes the requests and messages under way (systemd waits five seconds longer).
var configuration = new InvocationConfiguration();
if (parsed.CommandResult.Command.Name == "serve")
{
    configuration.ProcessTerminationTimeout = TimeSpan.FromSeconds(40);
}

return await parsed.InvokeAsync(configuration);
