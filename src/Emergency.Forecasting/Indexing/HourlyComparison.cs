using Emergency.Core.Rules;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// Counts how often the hourly AQI computed from the six concentrations equals the AQI published beside them, for both ways of making it a whole number:
/// up, as HJ 633 demands and as sites are published, and to nearest, as
/// cities are published.
/// </summary>
public sealed class HourlyComparison
{
    /// <summary>Hours with a published AQI and an index of our own.</summary>
    public int Compared { get; private set; }

    /// <summary>Hours with a published AQI for which the concentrations give none.</summary>
    public int NotComputable { get; private set; }

    /// <summary>Agreement when rounded up by HJ 633.</summary>
    public Agreement RoundedUp { get; } = new();

    /// <summary>Agreement when rounded to nearest, as city values are published.</summary>
    public Agreement RoundedToNearest { get; } = new();

    /// <summary>Takes one hour into account; hours without a published AQI are passed over.</summary>
    public void Add(HourlyAir hour, AqiRules rules)
    {
        if (hour.PublishedAqi is not { } published)
        {
            return;
        }

        var nearest = HourlyIndex.Compute(hour, rules, IndexRounding.Nearest);
        var up = HourlyIndex.Compute(hour, rules);
        if (nearest is null || up is null)
        {
            NotComputable++;
            return;
        }

        Compared++;
        RoundedToNearest.Add(nearest.Aqi - published);
        RoundedUp.Add(up.Aqi - published);
    }
}

/// <summary>How far computed and published values lie apart.</summary>
public sealed class Agreement
{
    /// <summary>Number of pairs.</summary>
    public int Count { get; private set; }

    /// <summary>Equal pairs.</summary>
    public int Exact { get; private set; }

    /// <summary>Pairs not further apart than 2.</summary>
    public int WithinTwo { get; private set; }

    /// <summary>Largest distance.</summary>
    public int Largest { get; private set; }

    /// <summary>Share of equal pairs [0–1]; 0 without pairs.</summary>
    public double ExactShare => Count == 0 ? 0 : (double)Exact / Count;

    /// <summary>Share of pairs within 2 [0–1]; 0 without pairs.</summary>
    public double WithinTwoShare => Count == 0 ? 0 : (double)WithinTwo / Count;

    /// <summary>Counts one pair.</summary>
    /// <param name="difference">Computed minus published.</param>
    public void Add(int difference)
    {
        var distance = Math.Abs(difference);
        Count++;
        Exact += distance == 0 ? 1 : 0;
        WithinTwo += distance <= 2 ? 1 : 0;
        Largest = Math.Max(Largest, distance);
    }
}
