namespace Emergency.Forecasting.Models;

/// <summary>How the equally likely courses spread on one day: what a fan chart draws.</summary>
/// <param name="P10">One course in ten lies below.</param>
/// <param name="P25">One in four.</param>
/// <param name="P50">Half: the median.</param>
/// <param name="P75">Three in four.</param>
/// <param name="P90">Nine in ten.</param>
public sealed record MemberBand(double P10, double P25, double P50, double P75, double P90)
{
    /// <summary>One band for each lead; empty without courses.</summary>
    /// <param name="members">[member][lead−1], all of one length.</param>
    public static IReadOnlyList<MemberBand> Of(IReadOnlyList<IReadOnlyList<double>> members)
    {
        if (members.Count == 0)
        {
            return [];
        }

        var bands = new List<MemberBand>();
        for (var lead = 0; lead < members[0].Count; lead++)
        {
            var values = members.Select(m => m[lead]).Order().ToArray();
            bands.Add(new(At(values, 0.1), At(values, 0.25), At(values, 0.5), At(values, 0.75), At(values, 0.9)));
        }

        return bands;
    }

    /// <summary>The quantile of ascending values, linear between neighbours (the definition of most statistics programs, type 7).</summary>
    /// <param name="ascending">Values in ascending order, at least one.</param>
    /// <param name="share">0–1.</param>
    public static double At(IReadOnlyList<double> ascending, double share)
    {
        var position = share * (ascending.Count - 1);
        var below = (int)position;
        return below + 1 < ascending.Count
            ? ascending[below] + ((position - below) * (ascending[below + 1] - ascending[below]))
            : ascending[below];
    }
}
