using Emergency.Core.Decisions;

namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>grade-schemes</c> book. Every grade has a treatment, also one the scheme of the day does not use: a list may still carry it.</summary>
internal static class GradeRulesReader
{
    public static GradeRules Read(EditionReader reader) => new(
        reader.Edition,
        [.. reader.Children("scheme").Select(id => new GradeScheme(id, reader.Choices<PerformanceGrade>($"scheme.{id}.grades"), reader.Source($"scheme.{id}.grades")))],
        Enum.GetValues<PerformanceGrade>().ToDictionary(g => g, g => Treatment(reader, $"treatment.{g}")),
        [.. reader.Children("industry").Select(code => Industry(reader, code))],
        reader.Choice<PerformanceGrade>("guarantee.minimum-grade"),
        reader.Source("guarantee.minimum-grade"));

    private static (GradeTreatment Treatment, SourceRef Source) Treatment(EditionReader reader, string key) =>
        (reader.Choice<GradeTreatment>(key), reader.Source(key));

    private static KeyIndustry Industry(EditionReader reader, string code)
    {
        var key = $"industry.{code}";
        var stop = reader.Children(key + ".hard-to-stop").Count == 0 ? null : reader.Text(key + ".hard-to-stop");
        return new(code, reader.Text(key + ".name"), reader.Word(key + ".scheme"), stop, reader.Source(key + ".scheme"))
        {
            Number = reader.IntegerOrNull(key + ".number", "-"),
        };
    }
}
