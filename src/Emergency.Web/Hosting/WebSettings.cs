using System.Globalization;
using Emergency.Core;
using Emergency.Core.Refusals;

namespace Emergency.Web.Hosting;

/// <summary>Which work a process does.</summary>
public enum ProcessRole
{
    /// <summary>Pages and API only.</summary>
    Web,

    /// <summary>Delivery and timed work only; health answers, pages do not.</summary>
    Worker,

    /// <summary>Both: the default of a single machine.</summary>
    All,
}

/// <summary>Settings of a process, from appsettings.json, environment (<c>Authority__Region</c>) and command line (<c>--role</c>).</summary>
/// <param name="Storage"><c>Database</c>: <c>sqlite:PATH</c> or <c>postgres:CONNECTION</c>; <c>sqlite:emergency.db</c> when not set.</param>
/// <param name="RegionCode"><c>Authority:Region</c>: region this installation serves.</param>
/// <param name="ContactPhone"><c>Authority:Contact</c>: whom enterprises call; printed on every order.</param>
/// <param name="WebhookSecret"><c>Webhook:Secret</c>: key of the HMAC that signs webhook deliveries; empty = no webhooks are sent.</param>
/// <param name="KeysFolder"><c>Keys:Folder</c>: where the keys of cookies are kept; empty = the user profile. Several web processes must share it.</param>
/// <param name="TrustedProxy"><c>Proxy:Address</c>: address of a reverse proxy whose forwarded headers are believed; empty = none.</param>
/// <param name="Role"><c>role</c>.</param>
public sealed record WebSettings(
    StorageChoice Storage,
    string RegionCode,
    string ContactPhone,
    string WebhookSecret,
    string KeysFolder,
    string TrustedProxy,
    ProcessRole Role)
{
    /// <summary><c>Site:NoticeZh</c> and <c>Site:NoticeEn</c>: a line at the top of every page ("made-up data", "drill"); null for none.</summary>
    public Text? Notice { get; init; }

    /// <summary><c>Models:Folder</c>: trained models of this installation, each in a folder of its own; empty for none beside those that ship.</summary>
    public string ModelsFolder { get; init; } = "";

    /// <summary><c>Uploads:Folder</c>: where uploaded files are kept, outside of what is served; <c>uploads</c> in the working folder when not set. Several processes must share it.</summary>
    public string UploadsFolder { get; init; } = "uploads";

    /// <summary><c>Forecast:CostLoss</c>: cost–loss ratio, 0–1, shown as a default until the authority chooses its own; 0.2 when not set.</summary>
    public double CostLoss { get; init; } = 0.2;

    /// <summary><c>Authority:FourEyes</c>: true when nobody may approve a response that they proposed themselves; false when not set.</summary>
    public bool FourEyes { get; init; }

    /// <summary>Reads the settings; refused when one of them has no meaning.</summary>
    public static Outcome<WebSettings> Read(IConfiguration configuration)
    {
        var storage = StorageChoice.Parse(configuration["Database"] ?? "sqlite:emergency.db");
        if (!storage.Ok)
        {
            return storage.Refusal;
        }

        var role = configuration["role"] ?? "all";
        if (!Enum.TryParse<ProcessRole>(role, ignoreCase: true, out var processRole) || int.TryParse(role, out _))
        {
            return Refusal.Of(
                "SETTING-001",
                $"进程角色“{role}”无法识别。",
                $"The process role \"{role}\" is unknown.",
                "--role 只能为 web、worker 或 all。",
                "--role is web, worker or all.");
        }

        var costLoss = configuration["Forecast:CostLoss"] ?? "0.2";
        if (!double.TryParse(costLoss, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) || !(ratio > 0 && ratio < 1))
        {
            return Refusal.Of(
                "SETTING-002",
                $"成本损失比“{costLoss}”不是0和1之间的数。",
                $"The cost–loss ratio \"{costLoss}\" is not a number between 0 and 1.",
                "请将 Forecast:CostLoss 设为大于0、小于1的数。",
                "Set Forecast:CostLoss to a number above 0 and below 1.");
        }

        var fourEyes = configuration["Authority:FourEyes"] ?? "false";
        if (!bool.TryParse(fourEyes, out var twoPeople))
        {
            return Refusal.Of("SETTING-003", $"Authority:FourEyes 的值“{fourEyes}”不是 true 或 false。", $"Authority:FourEyes is \"{fourEyes}\", neither true nor false.", "请设为 true 或 false。", "Set it to true or false.");
        }

        return new WebSettings(
            storage.Value,
            configuration["Authority:Region"] ?? "140500",
            configuration["Authority:Contact"] ?? "",
            configuration["Webhook:Secret"] ?? "",
            configuration["Keys:Folder"] ?? "",
            configuration["Proxy:Address"] ?? "",
            processRole)
        {
            ModelsFolder = configuration["Models:Folder"] ?? "",
            UploadsFolder = configuration["Uploads:Folder"] is { Length: > 0 } uploads ? uploads : "uploads",
            CostLoss = ratio,
            FourEyes = twoPeople,
            Notice = configuration["Site:NoticeZh"] is { Length: > 0 } notice ? new Text(notice, configuration["Site:NoticeEn"] ?? notice) : null,
        };
    }
}
