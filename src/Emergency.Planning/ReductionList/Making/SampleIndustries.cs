using Emergency.Core;
using Emergency.Core.Quantities;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>A kind of unit in the made-up list: orders of magnitude only, no plant's figures.</summary>
/// <param name="Process">Process name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="MaxCount">Largest number of equal machines.</param>
/// <param name="PerMachine">Typical emission of one machine [kg/day].</param>
/// <param name="CanStop">Whether it can stop within hours.</param>
/// <param name="LowestLoad">Lowest load when it cannot [0–1].</param>
/// <param name="RampDownHours">Hours to full effect.</param>
/// <param name="Basis">What its capacity counts.</param>
internal sealed record SampleUnit(string Process, UnitKind Kind, int MaxCount, Emissions PerMachine, CanStop CanStop, decimal LowestLoad, decimal RampDownHours, string Basis);

/// <summary>An industry of the made-up list.</summary>
/// <param name="Word">Word in the enterprise names.</param>
/// <param name="Industry">National industry name.</param>
/// <param name="KeyIndustry">Code of the industry.</param>
/// <param name="Scheme">Grade scheme; empty when ungraded.</param>
/// <param name="Weight">How many enterprises of a hundred.</param>
/// <param name="Guarantee">Guarantee of its best enterprises.</param>
/// <param name="Units">Its units.</param>
internal sealed record SampleIndustry(string Word, string Industry, string KeyIndustry, string Scheme, int Weight, GuaranteeKind Guarantee, IReadOnlyList<SampleUnit> Units);

/// <summary>The industries of Jincheng and Yangquan, as far as a made-up list needs them.</summary>
internal static class SampleIndustries
{
    public static IReadOnlyList<SampleIndustry> All { get; } =
    [
        new("陶瓷", "建筑陶瓷制品制造", "Ceramics", "ABCD", 14, GuaranteeKind.None,
        [
            new("喷雾干燥", UnitKind.Line, 3, new(18, 26, 22, 2), CanStop.Yes, 0, 4, "t/d"),
            new("烧成（辊道窑）", UnitKind.Kiln, 4, new(30, 48, 16, 3), CanStop.LoadOnly, 0.6m, 24, "m²/d"),
        ]),
        new("选煤", "烟煤和无烟煤开采洗选", "CoalWashing", "", 16, GuaranteeKind.None,
        [
            new("破碎筛分", UnitKind.Line, 2, new(0, 0, 24, 0), CanStop.Yes, 0, 2, "t/h"),
            new("燃煤干燥", UnitKind.Furnace, 1, new(14, 18, 9, 0), CanStop.Yes, 0, 3, "t/h"),
        ]),
        new("化肥", "氮肥制造", "CoalBasedNitrogenFertiliser", "ABCD", 4, GuaranteeKind.Livelihood,
        [
            new("煤气化", UnitKind.Furnace, 6, new(35, 42, 18, 30), CanStop.LoadOnly, 0.5m, 24, "台"),
            new("动力锅炉", UnitKind.Boiler, 2, new(60, 95, 16, 0), CanStop.LoadOnly, 0.4m, 8, "t/h"),
        ]),
        new("砖业", "粘土砖瓦及建筑砌块制造", "BrickKiln", "ABCD", 12, GuaranteeKind.None,
        [
            new("隧道窑", UnitKind.Kiln, 2, new(42, 35, 14, 1), CanStop.LoadOnly, 0.5m, 48, "万块/d"),
            new("原料破碎", UnitKind.Line, 1, new(0, 0, 12, 0), CanStop.Yes, 0, 1, "t/h"),
        ]),
        new("铸造", "黑色金属铸造", "Foundry", "ABCD", 14, GuaranteeKind.None,
        [
            new("熔炼（中频炉）", UnitKind.Furnace, 4, new(2, 4, 14, 3), CanStop.Yes, 0, 3, "t/h"),
            new("造型浇注落砂", UnitKind.Line, 2, new(0, 2, 16, 22), CanStop.Yes, 0, 2, "t/d"),
        ]),
        new("水泥", "水泥制造", "Cement", "ABCD", 4, GuaranteeKind.WasteTreatment,
        [
            new("熟料（回转窑）", UnitKind.Line, 2, new(85, 320, 90, 4), CanStop.Yes, 0, 12, "t/d"),
            new("水泥粉磨", UnitKind.Line, 3, new(0, 0, 26, 0), CanStop.Yes, 0, 2, "t/h"),
        ]),
        new("粉磨", "水泥制造", "Cement", "Leading", 4, GuaranteeKind.None,
        [
            new("水泥粉磨", UnitKind.Line, 3, new(0, 4, 24, 0), CanStop.Yes, 0, 2, "t/h"),
        ]),
        new("热电", "热电联产", "ThermalPower", "", 2, GuaranteeKind.HeatDemand,
        [
            new("燃煤锅炉", UnitKind.Boiler, 3, new(190, 310, 45, 0), CanStop.LoadOnly, 0.5m, 6, "t/h"),
        ]),
        new("石灰", "石灰和石膏制造", "LimeKiln", "ABCD", 6, GuaranteeKind.None,
        [
            new("石灰竖窑", UnitKind.Kiln, 3, new(24, 30, 20, 0), CanStop.LoadOnly, 0.4m, 12, "t/d"),
        ]),
        new("耐火材料", "耐火陶瓷制品及其他耐火材料制造", "Refractory", "ABCD", 8, GuaranteeKind.None,
        [
            new("煅烧（竖窑）", UnitKind.Kiln, 2, new(28, 32, 14, 0), CanStop.LoadOnly, 0.5m, 24, "t/d"),
            new("破粉碎成型", UnitKind.Line, 2, new(0, 0, 15, 0), CanStop.Yes, 0, 2, "t/d"),
        ]),
        new("涂装", "金属表面处理及热处理加工", "IndustrialCoating", "ABCD", 8, GuaranteeKind.None,
        [
            new("喷漆烘干", UnitKind.Line, 3, new(0, 1, 2, 34), CanStop.Yes, 0, 1, "m²/d"),
        ]),
        new("琉璃", "建筑陶瓷制品制造", "GlazedTile", "", 4, GuaranteeKind.None,
        [
            new("烧成（梭式窑）", UnitKind.Kiln, 3, new(5, 6, 4, 1), CanStop.Yes, 0, 8, "件/d"),
        ]),
        new("瓦斯发电", "其他电力生产", "GasPower", "", 4, GuaranteeKind.None,
        [
            new("燃气发电机组", UnitKind.Other, 6, new(0, 14, 1, 2), CanStop.LoadOnly, 0.3m, 2, "MW"),
        ]),
    ];

    /// <summary>Grades of a scheme with how many of a hundred carry them: few good ones, many in the middle.</summary>
    public static IReadOnlyList<(PerformanceGrade Grade, int Weight)> Grades(string scheme) => scheme switch
    {
        "ABCD" => [(PerformanceGrade.A, 3), (PerformanceGrade.B, 24), (PerformanceGrade.C, 48), (PerformanceGrade.D, 25)],
        "Leading" => [(PerformanceGrade.Leading, 20), (PerformanceGrade.NonLeading, 80)],
        _ => [(PerformanceGrade.Ungraded, 100)],
    };
}
