namespace Emergency.Planning.Optimising;

/// <summary>How much better a plan must be to be worth a search: a share of the best plan's value, which falls with it, and a fixed sum.</summary>
/// <param name="Share">Share of the best plan's value.</param>
/// <param name="Yuan">Fixed sum [yuan/day].</param>
internal readonly record struct SearchSlack(double Share, double Yuan)
{
    /// <summary>What may be left open under a best plan of this value.</summary>
    public double Of(double upper) => Yuan + (double.IsFinite(upper) ? Share * Math.Abs(upper) : 0);
}
