using System.CommandLine;
using Emergency.Planning.WhatIf;

namespace Emergency.Cli.Commands;

/// <summary><c>whatif sample --out FILE</c>: a scenarios file with every field, to be changed.</summary>
internal static class WhatIfSampleCommand
{
    public static Command Create()
    {
        var output = new Option<FileInfo>("--out") { Description = "输出文件 / file to write", HelpName = "FILE", Required = true };
        var command = new Command("sample", "生成情景文件样例 / write a scenarios file to start from") { output };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            file.Directory?.Create();
            File.WriteAllText(file.FullName, ScenarioSample.Text);
            Console.WriteLine($"{file.FullName}：改好后用 whatif --list … --scenarios {file.Name} / change it, then run whatif --list … --scenarios {file.Name}");
            return 0;
        });
        return command;
    }
}
