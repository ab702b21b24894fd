using System.Globalization;
using Emergency.Core.Quantities;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>Mobile and dust rows of made lists, and a whole-society emission that fits them.</summary>
internal static class SampleSources
{
    private static readonly (ListLevel Level, decimal Mobile, decimal Dust, string MobileText, string DustText)[] Levels =
    [
        (ListLevel.Yellow, 0.2m, 0.3m, "禁止国四及以下重型载货车辆进出（民生保障车辆除外）", "停止土石方作业，裸露场地苫盖，增加洒水"),
        (ListLevel.Orange, 0.4m, 0.6m, "禁止国四及以下重型载货车辆进出，禁用国二及以下非道路移动机械", "停止土石方、拆除、喷涂作业，主干道增加清扫保洁"),
        (ListLevel.Red, 0.6m, 0.8m, "停止公路运输（危险品和特种车辆除外）", "除应急抢险外停止施工"),
    ];

    public static (List<MobileSource> Mobile, List<DustSource> Dust) Make(Random random, IEnumerable<string> counties)
    {
        var mobile = new List<MobileSource>();
        var dust = new List<DustSource>();
        foreach (var county in counties)
        {
            for (var n = 1; n <= 2; n++)
            {
                var daily = Made.Round(new Emissions(1, 120, 6, 14) * (decimal)(0.5 + random.NextDouble()));
                mobile.AddRange(Levels.Select(l => new MobileSource(string.Create(CultureInfo.InvariantCulture, $"M{county}-{n}"), $"示例运输车队{n}", county, l.Level, daily, Made.Round(daily * l.Mobile), l.MobileText)));
            }

            for (var n = 1; n <= 3; n++)
            {
                var daily = Made.Round(new Emissions(0, 0, 40, 0) * (decimal)(0.5 + random.NextDouble()));
                dust.AddRange(Levels.Select(l => new DustSource(string.Create(CultureInfo.InvariantCulture, $"D{county}-{n}"), $"示例工地{n}", county, l.Level, daily, Made.Round(daily * l.Dust), l.DustText)));
            }
        }

        return (mobile, dust);
    }

    /// <summary>
    /// The city's row, and a row for each county in proportion to what the list emits there. The city's figures are set so that the orange
    /// measures make the given shares, but never below what the list emits.
    /// </summary>
    public static List<SocietyEmission> Society(List<Enterprise> firms, List<ProductionUnit> units, List<Measure> measures, List<MobileSource> mobile, List<DustSource> dust, string city, IEnumerable<string> counties, Emissions orangeShare, int year, string source)
    {
        var county = firms.ToDictionary(f => f.Code, f => f.RegionCode);
        var orange = Sum(measures.Where(m => m.Level == ListLevel.Orange && m.Binds()).Select(m => m.Cut))
            + Sum(mobile.Where(m => m.Level == ListLevel.Orange).Select(m => m.Cut))
            + Sum(dust.Where(d => d.Level == ListLevel.Orange).Select(d => d.Cut));
        Emissions Listed(Func<string, bool> within) =>
            Sum(units.Where(u => within(county[u.EnterpriseCode])).Select(u => u.Daily))
            + Sum(mobile.Where(m => m.Level == ListLevel.Orange && within(m.RegionCode)).Select(m => m.Daily))
            + Sum(dust.Where(d => d.Level == ListLevel.Orange && within(d.RegionCode)).Select(d => d.Daily));

        var all = Listed(_ => true);
        var society = Up(new Emissions(orange.So2 / orangeShare.So2, orange.Nox / orangeShare.Nox, orange.Pm / orangeShare.Pm, orange.Vocs / orangeShare.Vocs).Max(all * 1.05m));
        var rows = new List<SocietyEmission> { new(city, year, society, source) };
        foreach (var code in counties)
        {
            var here = Listed(c => c == code);
            rows.Add(new(code, year, Up(new Emissions(Part(here.So2, all.So2, society.So2), Part(here.Nox, all.Nox, society.Nox), Part(here.Pm, all.Pm, society.Pm), Part(here.Vocs, all.Vocs, society.Vocs))), source));
        }

        return rows;

        static decimal Part(decimal here, decimal all, decimal society) => all == 0 ? 0 : here / all * society;
    }

    private static Emissions Up(Emissions e) => new(Up(e.So2), Up(e.Nox), Up(e.Pm), Up(e.Vocs));

    private static decimal Up(decimal number) => Made.Plain(Math.Ceiling(number / 10) * 10);

    private static Emissions Sum(IEnumerable<Emissions> amounts) => amounts.Aggregate(Emissions.Zero, (sum, e) => sum + e);
}
