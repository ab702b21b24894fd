using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>
/// A list made from real plants whose capacity is public and whose emission is not. Emissions are assumed from capacity by the factors below, and every
/// measure, contact and source says so: it exercises the chain on real names and places and must never be used for a real response.
/// Assumed factors [kg/day of SO2, NOx, PM, VOCs]: coal power per MW 1.3, 2.0, 0.26, 0.05 (ultra-low emission, load about 55 %); integrated steel per
/// kt of crude steel a year 1.5, 2.7, 1.8, 0.3; coal mine with screening per Mt a year 2, 6, 60, 1; mine-gas engines per MW 0.1, 12, 0.2, 2.
/// </summary>
public static class PlantList
{
    /// <summary>What every made field says.</summary>
    public const string Assumed = "假设：真实企业名称和位置，排放量按公开产能和假设系数推算，措施为示例，不得用于实际应急（assumed from capacity, not for use）";

    private const string Remark = "（排放量按产能假设，措施为示例）";

    /// <summary>Makes the list of a city. Grades are unknown, so nothing is graded; power plants are taken for heat suppliers.</summary>
    /// <param name="plants">Plants; those of other cities or not in operation are left out.</param>
    /// <param name="city">City by its name (晋城市).</param>
    /// <param name="seed">Seed of the made-up mobile and dust rows.</param>
    /// <param name="baseYear">Base year written into the society sheet.</param>
    /// <returns>The list; refused with PLANT-003 when no operating plant of the city is among them.</returns>
    public static Outcome<EmergencyReductionList> Make(IReadOnlyList<PlantRow> plants, string city, int seed, int baseYear = 2017)
    {
        var own = plants.Where(p => p.City == city && p.Operating && Profile(p.Industry) is not null).OrderBy(p => p.CountyCode, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).ToList();
        if (own.Count == 0)
        {
            return Refusal.Of("PLANT-003", $"表中没有{city}在运行的、行业已知的企业。", $"The table has no operating plant of a known industry in {city}.", "请核对城市名称，例如 晋城市。", "Check the name of the city, e.g. 晋城市.");
        }

        var firms = new List<Enterprise>();
        var units = new List<ProductionUnit>();
        var measures = new List<Measure>();
        foreach (var (plant, number) in own.Select((p, i) => (p, i + 1)))
        {
            var profile = Profile(plant.Industry)!;
            var firm = Firm(plant, profile, number);
            firms.Add(firm);
            foreach (var (part, index) in profile.Parts.Select((p, i) => (p, i + 1)))
            {
                var unit = Unit(plant, firm, part, index);
                units.Add(unit);
                measures.AddRange(Measures(firm, unit, part).Select(m => m with { Text = m.Text + Remark }));
            }
        }

        var cityCode = own[0].CountyCode[..4] + "00";
        var counties = own.Select(p => p.CountyCode).Distinct().ToList();
        var (mobile, dust) = SampleSources.Make(new Random(seed), counties);
        var society = SampleSources.Society(firms, units, measures, mobile, dust, cityCode, counties, OrangeShare, baseYear, Assumed);
        return new EmergencyReductionList(firms, units, measures, mobile, dust, society).InOrder();
    }

    /// <summary>Assumed share of the whole-society emission that the orange measures of these plants make: large plants alone, so below the target.</summary>
    private static Emissions OrangeShare { get; } = new(0.18m, 0.19m, 0.21m, 0.12m);

    private static PlantProfile? Profile(string industry) => industry switch
    {
        "火力发电(燃煤)" => new("火力发电", "ThermalPower", GuaranteeKind.HeatDemand, [new("燃煤机组", UnitKind.Boiler, new(1.3m, 2.0m, 0.26m, 0.05m), 1, 2, CanStop.LoadOnly, 0.5m, 6, "MW")]),
        "钢铁/冶铸(长流程)" => new("炼铁炼钢", "LongProcessSteel", GuaranteeKind.None,
        [
            new("烧结", UnitKind.Line, new(1.5m, 2.7m, 1.8m, 0.3m), 0.5m, 2, CanStop.Yes, 0, 6, "kt/a"),
            new("高炉", UnitKind.Furnace, new(1.5m, 2.7m, 1.8m, 0.3m), 0.3m, 2, CanStop.LoadOnly, 0.6m, 24, "kt/a"),
            new("转炉", UnitKind.Furnace, new(1.5m, 2.7m, 1.8m, 0.3m), 0.2m, 2, CanStop.LoadOnly, 0.5m, 8, "kt/a"),
        ]),
        "煤炭开采" => new("烟煤和无烟煤开采洗选", "CoalWashing", GuaranteeKind.None, [new("破碎筛分及储装运", UnitKind.Line, new(2, 6, 60, 1), 1, 1, CanStop.Yes, 0, 2, "Mt/a")]),
        "瓦斯发电" => new("其他电力生产", "GasPower", GuaranteeKind.None, [new("燃气发电机组", UnitKind.Other, new(0.1m, 12, 0.2m, 2), 1, 4, CanStop.LoadOnly, 0.3m, 2, "MW")]),
        _ => null,
    };

    private static Enterprise Firm(PlantRow plant, PlantProfile profile, int number)
    {
        var first17 = "91149999MB" + number.ToString("0000000", CultureInfo.InvariantCulture);
        return new Enterprise(
            first17 + UnifiedCreditCode.CheckCharacter(first17),
            plant.Name,
            plant.CountyCode,
            "",
            "",
            Math.Round(plant.Longitude, 5),
            Math.Round(plant.Latitude, 5),
            profile.Industry,
            profile.KeyIndustry,
            PerformanceGrade.Ungraded,
            "",
            null,
            profile.Guarantee,
            false,
            "",
            "示例值班室（代码和电话为虚构）",
            string.Create(CultureInfo.InvariantCulture, $"0356-556{number:0000}"),
            "");
    }

    private static ProductionUnit Unit(PlantRow plant, Enterprise firm, PlantPart part, int index) => new(
        firm.Code,
        $"U{index}",
        part.Process,
        part.Kind,
        part.Count,
        Made.Plain(plant.Size),
        part.Basis,
        Made.Round(part.PerSize * (plant.Size * part.Share)),
        Made.Plain(Math.Round(plant.Size * part.Share * (part.Basis == "Mt/a" ? 1_200_000 : 6_000))),
        part.RampDownHours,
        part.RampDownHours * 2,
        0,
        part.CanStop,
        part.LowestLoad,
        "");

    /// <summary>
    /// The common steps; sinter lines as Tangshan ordered in 2019 (rules.md 6.6): at orange they stop, and after 120 h only half of them stay down, so
    /// that the furnaces are fed.
    /// </summary>
    private static IEnumerable<Measure> Measures(Enterprise firm, ProductionUnit unit, PlantPart part)
    {
        if (part.Process != "烧结")
        {
            return MeasureLadder.Of(firm, unit);
        }

        Measure Row(ListLevel level, EffectKind effect, decimal? amount, CountingUnit countedIn, int? switchAfter, decimal share, string text) =>
            new(firm.Code, unit.UnitId, level, MeasureOrigin.List, effect, amount, countedIn, null, null, switchAfter, Made.Round(unit.Daily * share), Made.Plain(Math.Round(unit.OutputYuanPerDay * share * 0.3m)), text);
        return
        [
            Row(ListLevel.Yellow, EffectKind.StopLines, 0.5m, CountingUnit.Line, null, 0.5m, "烧结停产50%（含）以上，以生产线计"),
            Row(ListLevel.Orange, EffectKind.Stop, null, CountingUnit.None, 120, 1, "烧结停产"),
            Row(ListLevel.Orange, EffectKind.StopLines, 0.5m, CountingUnit.Line, null, 0.5m, "响应超过120小时后，烧结停产50%（含）以上，以生产线计"),
            Row(ListLevel.Red, EffectKind.Stop, null, CountingUnit.None, null, 1, "烧结停产"),
        ];
    }

    private sealed record PlantProfile(string Industry, string KeyIndustry, GuaranteeKind Guarantee, IReadOnlyList<PlantPart> Parts);

    private sealed record PlantPart(string Process, UnitKind Kind, Emissions PerSize, decimal Share, int Count, CanStop CanStop, decimal LowestLoad, decimal RampDownHours, string Basis);
}
