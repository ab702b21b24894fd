using Emergency.Core.Quantities;

namespace Emergency.Core.Tests.Quantities;

public sealed class PollutantTests
{
    [Fact]
    public void The_printed_code_is_read_back_in_any_case() =>
        Assert.All(Pollutants.All, p =>
        {
            Assert.Equal(p, Pollutants.Parse(p.Code()));
            Assert.Equal(p, Pollutants.Parse(p.Code().ToLowerInvariant()));
        });

    [Fact]
    public void An_unknown_code_is_no_pollutant() => Assert.Null(Pollutants.Parse("PM1"));

    [Fact]
    public void Only_CO_is_in_milligrams() =>
        Assert.Equal([Pollutant.Co], Pollutants.All.Where(p => p.Unit() == "mg/m³"));
}
