using Emergency.Core.Refusals;
using Emergency.Web.Channels;

namespace Emergency.Web.Hosting;

/// <summary>Where figures of the running process go; nowhere unless set.</summary>
/// <param name="Token"><c>Metrics:Token</c>, written <c>{env:NAME}</c>: whoever shows it may read <c>/metrics</c>; null: nobody may.</param>
/// <param name="Otlp"><c>Metrics:Otlp</c>: address to which they are pushed once a minute (OTLP over HTTP, e.g. http://127.0.0.1:4318/v1/metrics); null: not pushed.</param>
public sealed record MetricsSettings(string? Token, Uri? Otlp)
{
    private const int ShortestToken = 16;

    /// <summary>True when anything is measured for somebody.</summary>
    public bool On => Token is not null || Otlp is not null;

    /// <summary>Reads the block <c>Metrics</c>; refused when a value makes no sense (SETTING-013).</summary>
    public static Outcome<MetricsSettings> Read(IConfiguration configuration, Func<string, string?> environment)
    {
        string? token = null;
        if (configuration["Metrics:Token"] is { Length: > 0 } written && (token = new Secrets(environment).Only(written)) is not { Length: >= ShortestToken })
        {
            return Wrong("Metrics:Token", $"{{env:NAME}}，变量至少{ShortestToken}个字符", $"{{env:NAME}}, the variable holding at least {ShortestToken} characters");
        }

        Uri? otlp = null;
        if (configuration["Metrics:Otlp"] is { Length: > 0 } address && (!Uri.TryCreate(address, UriKind.Absolute, out otlp) || otlp.Scheme is not ("http" or "https")))
        {
            return Wrong("Metrics:Otlp", "http(s) 地址", "an http(s) address");
        }

        return new MetricsSettings(token, otlp);
    }

    private static Refusal Wrong(string setting, string zh, string en) =>
        Refusal.Of("SETTING-013", $"设置 {setting} 无效。", $"The setting {setting} makes no sense.", $"请写成 {zh}。", $"Write {en}.");
}
