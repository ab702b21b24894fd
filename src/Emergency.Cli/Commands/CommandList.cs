using System.CommandLine;

namespace Emergency.Cli.Commands;

/// <summary>Every command of the program: one file a command, one line here.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> Create() =>
    [
        AdviseCommand.Create(),
        AuditCommand.Create(),
        BackupCommand.Create(),
        DemoCommand.Create(),
        ForecastCommand.Create(),
        ImportCommand.Create(),
        IndexCommand.Create(),
        ListCommand.Create(),
        OrdersCommand.Create(),
        PlanCommand.Create(),
        ReplayCommand.Create(),
        RestoreCommand.Create(),
        RulesCommand.Create(),
        ServeCommand.Create(),
        TrainCommand.Create(),
        UserCommand.Create(),
        VerifyCitiesCommand.Create(),
        VerifyCommand.Create(),
        WhatIfCommand.Create(),
    ];
}
