using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Planning.Tests;

/// <summary>Checks a law on made-up lists; the seed is pinned, so that a run can be repeated.</summary>
internal static class Law
{
    public static void Holds<T>(Gen<T> values, Func<T, bool> law, int cases = 25) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20190111UL, 1UL), Prop.ForAll(values.ToArbitrary(), law));

    /// <summary>Seeds of made-up lists.</summary>
    public static Gen<int> Seeds { get; } = Gen.Choose(1, 1_000_000);
}
