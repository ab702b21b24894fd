using Emergency.Core.Refusals;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Channels;

/// <summary>Block <c>Links</c>: one-time links for acknowledging.</summary>
/// <param name="Address"><c>Links:Address</c>: where enterprises reach this installation, e.g. <c>https://air.example.gov.cn</c>.</param>
/// <param name="Secret"><c>Links:Secret</c>: key of the links; only as <c>{env:NAME}</c>.</param>
public sealed record LinkSettings(Uri Address, string Secret)
{
    /// <summary>The link of an order; null when there is nothing to acknowledge.</summary>
    public string? To(string? orderNumber) => orderNumber is null ? null : OneTimeLink.Address(Address, Secret, orderNumber);
}

/// <summary>The channels of this installation: which are set up, and in which order they are used. A channel without its block is not set up.</summary>
/// <param name="Order"><c>Delivery:Order</c> and <c>Delivery:FailOverAfter</c>; without them webhook, cap, sms, email as far as set up, and 10 minutes.</param>
/// <param name="Links">One-time links; null when not set up: messages go out without.</param>
/// <param name="Sms">Short messages; null when not set up.</param>
/// <param name="Smtp">E-mail; null when not set up.</param>
/// <param name="Cap">CAP messages; null when not set up.</param>
public sealed record ChannelSettings(ChannelOrder Order, LinkSettings? Links, SmsSettings? Sms, SmtpSettings? Smtp, CapIssuer? Cap)
{
    /// <summary>Reads and checks the blocks; refused with the setting's name when one makes no sense, so that a mistake shows at the start and not in the night.</summary>
    /// <param name="configuration">Configuration.</param>
    /// <param name="authority">Name of the authority, for CAP messages that set no other.</param>
    /// <param name="environment">Looks up an environment variable: where secrets come from.</param>
    public static Outcome<ChannelSettings> Read(IConfiguration configuration, string authority, Func<string, string?> environment)
    {
        var secrets = new Secrets(environment);
        var links = ReadLinks(configuration.GetSection("Links"), secrets);
        var sms = SmsSettings.Read(configuration.GetSection("Sms"), secrets);
        var smtp = SmtpSettings.Read(configuration.GetSection("Smtp"), secrets);
        var cap = ReadCap(configuration.GetSection("Cap"), authority);
        if ((links.Refusal ?? sms.Refusal ?? smtp.Refusal ?? cap.Refusal) is { } refusal)
        {
            return refusal;
        }

        var setUp = DeliveryDocuments.Addressed.Where(name => name switch
        {
            DeliveryDocuments.Sms => sms.Value.Settings is not null,
            DeliveryDocuments.Email => smtp.Value.Settings is not null,
            DeliveryDocuments.Cap => cap.Value.Settings is not null,
            _ => true,
        }).ToList();
        var named = configuration.GetSection("Delivery:Order").Get<string[]>();
        var order = ChannelOrder.Of(named ?? [.. setUp], configuration.GetValue("Delivery:FailOverAfter", ChannelOrder.DefaultPatience));
        if (!order.Ok)
        {
            return order.Refusal;
        }

        return order.Value.Names.Except(setUp).FirstOrDefault() is { } missing
            ? SettingRefusal.Of("Delivery:Order", $"列有“{missing}”，但该通道没有配置", $"names \"{missing}\", which is not set up", "请配置该通道，或从顺序中去掉", "Set the channel up, or take it out of the order")
            : new ChannelSettings(order.Value, links.Value.Settings, sms.Value.Settings, smtp.Value.Settings, cap.Value.Settings);
    }

    private static Outcome<Optional<LinkSettings>> ReadLinks(IConfigurationSection block, Secrets secrets)
    {
        if (!block.Exists())
        {
            return default(Optional<LinkSettings>);
        }

        if (!Uri.TryCreate(block["Address"], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return SettingRefusal.Of("Links:Address", "不是完整网址", "is no full web address", "填写企业访问本平台的网址，如 https://air.example.gov.cn", "Write the address at which enterprises reach this installation, e.g. https://air.example.gov.cn");
        }

        var secret = secrets.Only(block["Secret"] ?? "");
        return secret is { Length: >= 16 }
            ? new Optional<LinkSettings>(new LinkSettings(address, secret))
            : SettingRefusal.Of("Links:Secret", "须为 {env:变量名}，且该环境变量至少16个字符", "must be {env:NAME} with at least 16 characters in that variable", "生成一个随机密钥并放入环境变量", "Make a random secret and put it into the environment");
    }

    private static Outcome<Optional<CapIssuer>> ReadCap(IConfigurationSection block, string authority)
    {
        if (!block.Exists())
        {
            return default(Optional<CapIssuer>);
        }

        var sender = block["Sender"] ?? "";
        return CapNames.IsName(sender)
            ? new Optional<CapIssuer>(new CapIssuer(sender, block["SenderName"] ?? authority, block.GetValue("OpenEnded", TimeSpan.FromDays(30))))
            : SettingRefusal.Of("Cap:Sender", "为空，或含空格、逗号、<、&", "is empty or holds blanks, commas, < or &", "填写全球唯一的发送者标识，如 air@example.gov.cn", "Write a sender unique in the world, e.g. air@example.gov.cn");
    }
}

/// <summary>A block that may be absent.</summary>
/// <param name="Settings">Its settings; null when the block is not there.</param>
public readonly record struct Optional<T>(T? Settings)
    where T : class;

/// <summary>The refusal of a setting.</summary>
internal static class SettingRefusal
{
    public static Refusal Of(string setting, string zh, string en, string remedyZh, string remedyEn) =>
        Refusal.Of("SETTING-012", $"设置 {setting} {zh}。", $"The setting {setting} {en}.", remedyZh + "（见 docs/channels.md）。", remedyEn + " (docs/channels.md).");
}
