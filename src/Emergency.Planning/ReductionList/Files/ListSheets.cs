using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>The six sheets and the records behind them. Column order is the dictionary's; a test compares the two.</summary>
internal static class ListSheets
{
    public static SheetMap<Enterprise> Enterprises { get; } = new(
        "enterprises",
        list => list.Enterprises,
        r => new(r.Text("code"), r.Text("name"), r.Text("region"), r.Text("township"), r.Text("zone"), r.DoubleOrNull("longitude"), r.DoubleOrNull("latitude"), r.Text("industry"), r.Text("key_industry"), r.Choice<PerformanceGrade>("grade"), r.Text("grade_scheme"), r.DayOrNull("grade_valid_from"), r.Choice<GuaranteeKind>("guarantee"), r.YesNo("small_emitter"), r.Text("permit"), r.Text("contact_name"), r.Text("contact_phone"), r.Text("webhook")) { Email = r.TextOrNull("email"), CapUrl = r.TextOrNull("cap") },
        ("code", e => e.Code),
        ("name", e => e.Name),
        ("region", e => e.RegionCode),
        ("township", e => e.Township),
        ("zone", e => e.Zone),
        ("longitude", e => e.Longitude),
        ("latitude", e => e.Latitude),
        ("industry", e => e.Industry),
        ("key_industry", e => e.KeyIndustry),
        ("grade", e => e.Grade),
        ("grade_scheme", e => e.GradeScheme),
        ("grade_valid_from", e => e.GradeValidFrom),
        ("guarantee", e => e.Guarantee),
        ("small_emitter", e => e.SmallEmitter),
        ("permit", e => e.PermitNumber),
        ("contact_name", e => e.ContactName),
        ("contact_phone", e => e.ContactPhone),
        ("webhook", e => e.WebhookUrl),
        ("email", e => e.Email),
        ("cap", e => e.CapUrl));

    public static SheetMap<ProductionUnit> Units { get; } = new(
        "units",
        list => list.Units,
        r => new(r.Text("enterprise"), r.Text("unit"), r.Text("process"), r.Choice<UnitKind>("kind"), r.Integer("count"), r.NumberOrNull("capacity"), r.Text("counting_basis"), r.Emissions(), r.Number("output_value"), r.Number("ramp_down"), r.Number("ramp_up"), r.Number("minimum_stop"), r.Choice<CanStop>("can_stop"), r.Number("lowest_load"), r.Text("meters")),
        ("enterprise", u => u.EnterpriseCode),
        ("unit", u => u.UnitId),
        ("process", u => u.Process),
        ("kind", u => u.Kind),
        ("count", u => u.Count),
        ("capacity", u => u.Capacity),
        ("counting_basis", u => u.CountingBasis),
        ("so2", u => u.Daily.So2),
        ("nox", u => u.Daily.Nox),
        ("pm", u => u.Daily.Pm),
        ("vocs", u => u.Daily.Vocs),
        ("output_value", u => u.OutputYuanPerDay),
        ("ramp_down", u => u.RampDownHours),
        ("ramp_up", u => u.RampUpHours),
        ("minimum_stop", u => u.MinimumStopHours),
        ("can_stop", u => u.CanStop),
        ("lowest_load", u => u.LowestLoad),
        ("meters", u => u.MeterIds));

    public static SheetMap<Measure> Measures { get; } = new(
        "measures",
        list => list.Measures,
        r => new(r.Text("enterprise"), r.Text("unit"), r.Choice<ListLevel>("level"), r.Choice<MeasureOrigin>("origin"), r.Choice<EffectKind>("effect"), r.NumberOrNull("amount"), r.Choice<CountingUnit>("counted_in"), r.IntegerOrNull("from_hour"), r.IntegerOrNull("to_hour"), r.IntegerOrNull("switch_after"), r.Emissions("cut_"), r.Number("loss"), r.Text("text")),
        ("enterprise", m => m.EnterpriseCode),
        ("unit", m => m.UnitId),
        ("level", m => m.Level),
        ("origin", m => m.Origin),
        ("effect", m => m.Effect),
        ("amount", m => m.Amount),
        ("counted_in", m => m.CountedIn),
        ("from_hour", m => m.FromHour),
        ("to_hour", m => m.ToHour),
        ("switch_after", m => m.SwitchAfterHours),
        ("cut_so2", m => m.Cut.So2),
        ("cut_nox", m => m.Cut.Nox),
        ("cut_pm", m => m.Cut.Pm),
        ("cut_vocs", m => m.Cut.Vocs),
        ("loss", m => m.LossYuanPerDay),
        ("text", m => m.Text));

    public static SheetMap<MobileSource> Mobile { get; } = new(
        "mobile",
        list => list.Mobile,
        r => new(r.Text("id"), r.Text("name"), r.Text("region"), r.Choice<ListLevel>("level"), r.Emissions(), r.Emissions("cut_"), r.Text("text")),
        ("id", m => m.Id),
        ("name", m => m.Name),
        ("region", m => m.RegionCode),
        ("level", m => m.Level),
        ("so2", m => m.Daily.So2),
        ("nox", m => m.Daily.Nox),
        ("pm", m => m.Daily.Pm),
        ("vocs", m => m.Daily.Vocs),
        ("cut_so2", m => m.Cut.So2),
        ("cut_nox", m => m.Cut.Nox),
        ("cut_pm", m => m.Cut.Pm),
        ("cut_vocs", m => m.Cut.Vocs),
        ("text", m => m.Text));

    public static SheetMap<DustSource> Dust { get; } = new(
        "dust",
        list => list.Dust,
        r => new(r.Text("id"), r.Text("name"), r.Text("region"), r.Choice<ListLevel>("level"), r.Emissions(), r.Emissions("cut_"), r.Text("text")),
        ("id", d => d.Id),
        ("name", d => d.Name),
        ("region", d => d.RegionCode),
        ("level", d => d.Level),
        ("so2", d => d.Daily.So2),
        ("nox", d => d.Daily.Nox),
        ("pm", d => d.Daily.Pm),
        ("vocs", d => d.Daily.Vocs),
        ("cut_so2", d => d.Cut.So2),
        ("cut_nox", d => d.Cut.Nox),
        ("cut_pm", d => d.Cut.Pm),
        ("cut_vocs", d => d.Cut.Vocs),
        ("text", d => d.Text));

    public static SheetMap<SocietyEmission> Society { get; } = new(
        "society",
        list => list.Society,
        r => new(r.Text("region"), r.Integer("year"), r.Emissions(), r.Text("source")),
        ("region", s => s.RegionCode),
        ("year", s => s.Year),
        ("so2", s => s.Daily.So2),
        ("nox", s => s.Daily.Nox),
        ("pm", s => s.Daily.Pm),
        ("vocs", s => s.Daily.Vocs),
        ("source", s => s.Source));

    public static IReadOnlyList<ISheetMap> All { get; } = [Enterprises, Units, Measures, Mobile, Dust, Society];
}
