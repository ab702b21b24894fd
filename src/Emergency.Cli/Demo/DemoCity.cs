using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Cli.Demo;

/// <summary>The made-up city of the demonstration: region 149900, 240 invented enterprises, invented air. It says so wherever it is shown.</summary>
internal static class DemoCity
{
    /// <summary>Code of the made-up city; no real region has it.</summary>
    public const string RegionCode = "149900";

    private const int Seed = 20250110;
    private const int EnterpriseCount = 240;

    // The list generator speaks of six real counties; the demonstration must not, so each becomes a made-up one.
    private static readonly Dictionary<string, string> Regions = new(StringComparer.Ordinal)
    {
        [SampleList.City] = RegionCode,
        ["140502"] = "149902",
        ["140521"] = "149921",
        ["140522"] = "149922",
        ["140524"] = "149924",
        ["140525"] = "149925",
        ["140581"] = "149981",
    };

    /// <summary>The scenario: nine days around the heavy week of January 2025.</summary>
    public static ReplayScenario Scenario() => new(
        RegionCode,
        DemoAir.Make(Seed),
        List(),
        LocalDay.Of(2024, 10, 1),
        LocalDay.Of(2025, 1, 9),
        LocalDay.Of(2025, 1, 18),
        new Text("虚构城市：企业、清单和空气质量均由程序按固定种子生成，与任何真实地方和企业无关。", "A made-up city: enterprises, list and air come from a seeded generator and concern no real place or enterprise."));

    private static EmergencyReductionList List()
    {
        var made = SampleList.Make(EnterpriseCount, Seed);
        return made with
        {
            Enterprises = [.. made.Enterprises.Select((e, i) => e with
            {
                RegionCode = Regions[e.RegionCode],
                Name = e.Name.Replace("晋南", "", StringComparison.Ordinal),
                WebhookUrl = i % 6 == 0 ? $"http://{EnterpriseReceiver.Host}/{e.Code}" : "",
            })],
            Mobile = [.. made.Mobile.Select(m => m with { RegionCode = Regions[m.RegionCode] })],
            Dust = [.. made.Dust.Select(d => d with { RegionCode = Regions[d.RegionCode] })],
            Society = [.. made.Society.Select(s => s with { RegionCode = Regions[s.RegionCode] })],
        };
    }
}
