using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Verification;

/// <summary>Checks a law on made-up values; the seed is pinned, so that a run can be repeated.</summary>
internal static class Law
{
    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20160101UL, 1UL);

    /// <summary>A probability in hundredths, with what happened.</summary>
    public static Gen<(double Probability, bool Happened)> Pair { get; } =
        Gen.Choose(0, 100).SelectMany(p => Gen.Elements(true, false).Select(h => (p / 100.0, h)));

    /// <summary>A PM2.5 value in tenths [µg/m³].</summary>
    public static Gen<double> Value { get; } = Gen.Choose(0, 5000).Select(v => v / 10.0);

    public static void Holds<T>(Gen<T> values, Func<T, bool> law) => Check.One(Pinned, Prop.ForAll(values.ToArbitrary(), law));
}
