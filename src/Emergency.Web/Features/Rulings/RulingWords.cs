using Emergency.Core;
using Emergency.Planning.ReductionList;

namespace Emergency.Web.Features.Rulings;

/// <summary>Words of the form.</summary>
internal static class RulingWords
{
    /// <summary>An effect that a text of one's own may have.</summary>
    public static Text Of(EffectKind effect) => effect switch
    {
        EffectKind.Stop => new("停产", "stop"),
        EffectKind.StopUnits => new("停若干台（条）", "stop machines or lines"),
        EffectKind.OutputLimit => new("限产（%）", "limit output (%)"),
        EffectKind.LowestLoad => new("最低负荷", "lowest load"),
        EffectKind.EmissionCap => new("排放浓度（mg/m³）", "emission concentration (mg/m³)"),
        EffectKind.VehicleBan => new("车辆禁行", "vehicle ban"),
        EffectKind.DustControl => new("扬尘控制", "dust control"),
        _ => new(effect.ToString(), effect.ToString()),
    };
}
