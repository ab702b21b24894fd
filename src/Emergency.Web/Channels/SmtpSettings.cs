using Emergency.Core.Refusals;
using MailKit.Security;
using MimeKit;

namespace Emergency.Web.Channels;

/// <summary>Block <c>Smtp</c>: e-mail through a mail server.</summary>
/// <param name="Host"><c>Host</c>.</param>
/// <param name="Port"><c>Port</c>: 587 when not set.</param>
/// <param name="Tls"><c>Tls</c>: <c>starttls</c> (when not set; refused by a server without it), <c>implicit</c> (port 465), <c>none</c> (a relay on this machine only).</param>
/// <param name="User"><c>User</c>: empty to send without signing in.</param>
/// <param name="Password"><c>Password</c>: only as <c>{env:NAME}</c>.</param>
/// <param name="From"><c>From</c>: sender.</param>
public sealed record SmtpSettings(string Host, int Port, SecureSocketOptions Tls, string User, string Password, MailboxAddress From)
{
    /// <summary>Reads the block; refused when a setting makes no sense. No block: no e-mail.</summary>
    internal static Outcome<Optional<SmtpSettings>> Read(IConfigurationSection block, Secrets secrets)
    {
        if (!block.Exists())
        {
            return default(Optional<SmtpSettings>);
        }

        if (block["Host"] is not { Length: > 0 } host)
        {
            return SettingRefusal.Of("Smtp:Host", "未填写", "is not set", "填写邮件服务器地址", "Write the mail server's address");
        }

        SecureSocketOptions? tls = block["Tls"] switch
        {
            null or "starttls" => SecureSocketOptions.StartTls,
            "implicit" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => null,
        };
        if (tls is null)
        {
            return SettingRefusal.Of("Smtp:Tls", "须为 starttls、implicit 或 none", "must be starttls, implicit or none", "按邮件服务器要求选择", "Choose what the mail server asks for");
        }

        if (!MailboxAddress.TryParse(block["From"] ?? "", out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
        {
            return SettingRefusal.Of("Smtp:From", "不是邮箱地址", "is no mail address", "填写发件邮箱，可带名称", "Write the sender's mailbox, with a name if wanted");
        }

        var user = block["User"] ?? "";
        return user.Length > 0 && secrets.Only(block["Password"] ?? "") is null
            ? SettingRefusal.Of("Smtp:Password", "须为 {env:变量名}，且该环境变量已设置", "must be {env:NAME}, and that variable set", "把密码放入环境变量", "Put the password into the environment")
            : new Optional<SmtpSettings>(new SmtpSettings(host, block.GetValue("Port", 587), tls.Value, user, secrets.Only(block["Password"] ?? "") ?? "", from));
    }
}
