using System.CommandLine;
using Emergency.Storage.Backups;
using Microsoft.Extensions.Configuration;

namespace Emergency.Cli.Commands;

/// <summary>The folders beside the database, as the server's settings name them (<c>Uploads__Folder</c> …) unless an option names another.</summary>
internal sealed class FolderOptions
{
    public Option<string?> Uploads { get; } = Make("--uploads", "上传文件目录 / folder of uploads", "Uploads:Folder");

    public Option<string?> Models { get; } = Make("--models", "模型目录 / folder of models", "Models:Folder");

    public Option<string?> Keys { get; } = Make("--keys", "登录密钥目录 / folder of the keys of cookies", "Keys:Folder");

    public BackupFolders Read(ParseResult parsed)
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().Build();
        string Folder(Option<string?> option, string setting, string fallback) => (parsed.GetValue(option) ?? settings[setting]) is { Length: > 0 } named ? named : fallback;
        return new(Folder(Uploads, "Uploads:Folder", "uploads"), Folder(Models, "Models:Folder", ""), Folder(Keys, "Keys:Folder", ""));
    }

    private static Option<string?> Make(string name, string description, string setting) => new(name) { Description = $"{description}（{setting}）", HelpName = "FOLDER" };
}
