using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>
/// A made-up reduction list for demonstrations and tests: the counties of Jincheng and the industries of the region, invented enterprises
/// (晋南示例…), invented codes (91140599MA…, valid check character), invented figures. The same seed gives the same list.
/// </summary>
public static class SampleList
{
    /// <summary>City of the sample.</summary>
    public const string City = "140500";

    /// <summary>First day on which the grades of a graded sample count.</summary>
    public static LocalDay GradesFrom { get; } = LocalDay.Of(2020, 10, 1);

    /// <summary>What every made-up source field says.</summary>
    public const string Source = "示例数据，随机生成，不对应任何真实企业（made-up sample）";

    private const int BaseYear = 2017;

    private static readonly (string Code, double Longitude, double Latitude)[] Counties =
    [
        ("140502", 112.853, 35.501), ("140521", 112.187, 35.690), ("140522", 112.415, 35.486), ("140524", 113.281, 35.776), ("140525", 112.899, 35.617), ("140581", 112.924, 35.798),
    ];

    /// <summary>
    /// Share of the whole-society emission that the list's orange measures make. Chosen so that an example shows everything: SO2 short but
    /// covered by NOx, PM met, VOCs with an open gap.
    /// </summary>
    private static readonly Emissions OrangeShare = new(0.175m, 0.245m, 0.215m, 0.165m);

    /// <summary>Makes a list.</summary>
    /// <param name="enterprises">Number of enterprises, 1 or more.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="graded">
    /// True for a list with grades under the guide of 2020, counting from <see cref="GradesFrom"/>; false for a list as before July 2019, when
    /// nothing was graded: the same enterprises and measures without their grades.
    /// </param>
    /// <param name="options">True to add what may be negotiated beyond the binding measures.</param>
    public static EmergencyReductionList Make(int enterprises, int seed, bool graded = true, bool options = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(enterprises, 1);
        var random = new Random(seed);
        var negotiating = new Random(seed ^ 0x5A17); // A source of its own: the list without options stays as it is.
        var firms = new List<Enterprise>();
        var units = new List<ProductionUnit>();
        var measures = new List<Measure>();
        for (var number = 1; number <= enterprises; number++)
        {
            var industry = Pick(random, SampleIndustries.All.Select(i => (i, i.Weight)));
            var firm = Firm(random, number, industry);
            firms.Add(firm);
            foreach (var (kind, index) in industry.Units.Select((u, i) => (u, i)))
            {
                var unit = Unit(random, firm, kind, index);
                units.Add(unit);
                if (!firm.SmallEmitter)
                {
                    measures.AddRange(MeasureLadder.Of(firm, unit));
                    measures.AddRange(options ? MeasureLadder.Options(firm, unit, negotiating) : []);
                }
            }

            if (firm.Grade is PerformanceGrade.B or PerformanceGrade.C or PerformanceGrade.NonLeading && industry.KeyIndustry == "Cement")
            {
                measures.AddRange(((ListLevel[])[ListLevel.Yellow, ListLevel.Orange, ListLevel.Red]).Select(level => new Measure(firm.Code, "", level, MeasureOrigin.List, EffectKind.VehicleBan, 4, CountingUnit.Vehicle, null, null, null, Emissions.Zero, 0, "禁止使用国四及以下重型载货车辆（含燃气）进行物料运输")));
            }
        }

        var (mobile, dust) = SampleSources.Make(random, Counties.Select(c => c.Code));
        var society = SampleSources.Society(firms, units, measures, mobile, dust, City, Counties.Select(c => c.Code), OrangeShare, BaseYear, Source);
        return new EmergencyReductionList(graded ? firms : [.. firms.Select(Ungraded)], units, measures, mobile, dust, society).InOrder();
    }

    /// <summary>A made-up credit code that cannot be mistaken for a real one: the prefix 91140599MA is no registered district.</summary>
    public static string Code(int number)
    {
        var first17 = "91140599MA" + number.ToString("0000000", CultureInfo.InvariantCulture);
        return first17 + UnifiedCreditCode.CheckCharacter(first17);
    }

    private static Enterprise Firm(Random random, int number, SampleIndustry industry)
    {
        var county = Counties[random.Next(Counties.Length)];
        var grade = Pick(random, SampleIndustries.Grades(industry.Scheme));
        var guarantee = industry.Guarantee != GuaranteeKind.None && (grade is PerformanceGrade.B || industry.Scheme.Length == 0) ? industry.Guarantee : GuaranteeKind.None;
        var small = industry.KeyIndustry is "GlazedTile" or "GasPower" && random.NextDouble() < 0.4;
        return new Enterprise(
            Code(number),
            string.Create(CultureInfo.InvariantCulture, $"晋南示例{industry.Word}有限公司{number:0000}"),
            county.Code,
            $"示例{"一二三四五"[random.Next(5)]}镇",
            random.NextDouble() < 0.3 ? "重点管控区" : "一般管控区",
            Math.Round(county.Longitude + ((random.NextDouble() - 0.5) * 0.2), 4),
            Math.Round(county.Latitude + ((random.NextDouble() - 0.5) * 0.2), 4),
            industry.Industry,
            industry.KeyIndustry,
            grade,
            industry.Scheme,
            grade == PerformanceGrade.Ungraded ? null : GradesFrom,
            guarantee,
            small,
            $"{Code(number)}001P",
            "值班室",
            string.Create(CultureInfo.InvariantCulture, $"0356-555{number % 10000:0000}"),
            "");
    }

    private static Enterprise Ungraded(Enterprise firm) =>
        firm with { Grade = PerformanceGrade.Ungraded, GradeScheme = "", GradeValidFrom = null };

    private static ProductionUnit Unit(Random random, Enterprise firm, SampleUnit kind, int index)
    {
        // Small works and large ones: emission spreads over a factor of about ten.
        var size = (decimal)Math.Exp((random.NextDouble() - 0.5) * 2.2) * (firm.SmallEmitter ? 0.1m : 1);
        var count = firm.SmallEmitter ? 1 : 1 + random.Next(kind.MaxCount);
        var daily = Made.Round(kind.PerMachine * (size * count));
        return new ProductionUnit(
            firm.Code,
            $"U{index + 1}",
            kind.Process,
            kind.Kind,
            count,
            Made.Plain(Math.Round(size * count * 40)),
            kind.Basis,
            daily,
            Made.Plain(Math.Round(size * count * (20_000 + random.Next(60_000)))),
            kind.RampDownHours,
            kind.RampDownHours * 2,
            kind.CanStop == CanStop.Yes ? 12 : 0,
            kind.CanStop,
            kind.LowestLoad,
            $"D{firm.Code[^5..]}{index + 1}");
    }

    private static T Pick<T>(Random random, IEnumerable<(T Item, int Weight)> items)
    {
        var all = items.ToList();
        var at = random.Next(all.Sum(i => i.Weight));
        foreach (var (item, weight) in all)
        {
            at -= weight;
            if (at < 0)
            {
                return item;
            }
        }

        return all[^1].Item;
    }
}
