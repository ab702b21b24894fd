using System.CommandLine;

namespace Emergency.Cli.Commands;

/// <summary>Every command of the program: one file a command, one line here.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> Create() =>
    [
        AuditCommand.Create(),
        DemoCommand.Create(),
        ImportCommand.Create(),
        IndexCommand.Create(),
        RulesCommand.Create(),
        ServeCommand.Create(),
        UserCommand.Create(),
    ];
}
