namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>measure-rules</c> book. Rules the product can carry out in one way only are fixed words: they are there for their source.</summary>
internal static class MeasureRulesReader
{
    public static MeasureRules Read(EditionReader reader) => new(
        reader.Edition,
        reader.Choice<SingleLineRule>("single-line.rule"),
        reader.Source("single-line.rule"),
        reader.Fixed("counting.rounding", "Ceiling"),
        reader.Fixed("overlap.prevails", "Stricter"),
        reader.Truth("small-emitter.exempt"),
        reader.Source("small-emitter.exempt"),
        reader.Fixed("guarantee.scope", "GuaranteedTaskOnly"),
        reader.Fixed("voluntary.choice", "Enterprise"))
    {
        AdditionSource = reader.Fixed("addition.text", "NamedInTheOrder"),
        ExemptionGrounds = [.. reader.Children("exemption").Select(code => Ground(reader, code))],
    };

    private static ExemptionGround Ground(EditionReader reader, string code)
    {
        var key = $"exemption.{code}";
        return new(code, reader.Text(key + ".name"), reader.Choice<LoadRule>(key + ".load"), reader.Truth(key + ".grade-bound"), reader.Source(key + ".load"));
    }
}
