namespace Emergency.Web.Jobs;

/// <summary>Token bucket: fills at a rate, holds a second's worth (one token at least), and is drawn before messages are claimed.</summary>
/// <param name="perSecond">Tokens a second; 0 or less: no limit.</param>
internal sealed class RateBucket(double perSecond)
{
    private readonly Lock gate = new();
    private double tokens = Math.Max(1, perSecond);
    private DateTimeOffset? filled;

    /// <summary>Takes up to so many tokens.</summary>
    /// <returns>How many; 0 when the bucket is empty.</returns>
    public int Take(int wanted, DateTimeOffset now)
    {
        if (perSecond <= 0)
        {
            return wanted;
        }

        lock (gate)
        {
            var passed = filled is { } last && now > last ? (now - last).TotalSeconds : 0;
            tokens = Math.Min(Math.Max(1, perSecond), tokens + (passed * perSecond));
            filled = now;
            var taken = Math.Min(wanted, (int)tokens);
            tokens -= taken;
            return taken;
        }
    }

    /// <summary>Gives back what was not used.</summary>
    public void Return(int unused)
    {
        lock (gate)
        {
            tokens += unused;
        }
    }
}
