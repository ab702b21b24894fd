using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList.Files;
using Emergency.Testing;

namespace Emergency.Planning.Tests;

/// <summary>The shipped rule books on a winter day under the guide of 2020, and on one before anything was graded.</summary>
internal static class Rules
{
    public static LocalDay Day { get; } = LocalDay.Of(2024, 12, 10);

    public static LocalDay BeforeGrades { get; } = LocalDay.Of(2019, 1, 11);

    public static ListRules ForImport(string authority = "140500", LocalDay? day = null) =>
        new(ShippedRules.Regions, authority, ShippedRules.Library.Grades(authority, day ?? Day).OrThrow(), day ?? Day);

    public static ActivationRules ForPlans(string region = "140500", LocalDay? day = null) => new(
        ShippedRules.Regions,
        ShippedRules.Library.Targets(region, day ?? Day).OrThrow(),
        ShippedRules.Library.Grades(region, day ?? Day).OrThrow(),
        ShippedRules.Library.Measures(region, day ?? Day).OrThrow());
}
