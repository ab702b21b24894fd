using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models;

/// <summary>Issues a forecast: runs a model on what is known, and keeps the basis with it, weather included.</summary>
public static class Forecaster
{
    /// <summary>The models by the name that the command line and the settings use: fitted, persistence, climatology.</summary>
    public static IReadOnlyDictionary<string, IForecastModel> Models { get; } = new Dictionary<string, IForecastModel>(StringComparer.OrdinalIgnoreCase)
    {
        ["fitted"] = new FittedModel(),
        ["persistence"] = new PersistenceModel(),
        ["climatology"] = new ClimatologyModel(),
    };

    /// <summary>
    /// Issues a ten-day forecast. Pure: the seed comes from place and issue time, so the same input gives the same bytes.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="input">Everything known at the issue time; what lies after it is ignored.</param>
    /// <param name="editions">AQI editions by which the daily values were computed.</param>
    /// <param name="issuedBy">User name, or "system".</param>
    /// <param name="decidedAt">When the forecast is made, to the second.</param>
    /// <returns>The forecast; FORECAST-001 when no valid day lies before the issue time.</returns>
    public static Outcome<Forecast> Issue(IForecastModel model, ForecastInput input, IReadOnlyList<EditionRef> editions, string issuedBy, DateTimeOffset decidedAt)
    {
        var lastDay = new IssueMoment(input.IssuedAt).LastDay;
        var known = input.History.Concat(input.Days).Where(d => d.Place == input.Place && d.Day <= lastDay).ToList();
        if (!known.Any(d => d.AqiWithoutOzone is not null && d.ConcentrationOf(Core.Quantities.Pollutant.Pm25) is not null))
        {
            return Refusal.Of(
                "FORECAST-001",
                $"{input.Place} 在 {input.IssuedAt} 之前没有有效日值，无法预报。",
                $"{input.Place} has no valid day before {input.IssuedAt}: nothing can be forecast.",
                "请先导入该地的观测资料（至少一个有效日）。",
                "Import observations of the place first (at least one valid day).");
        }

        var output = model.Predict(input, SeedOf(input));
        var daysHash = HashOf(input.Days.Where(d => d.Day <= lastDay));
        var inputs = new List<InputRef>
        {
            new($"days:{input.Place}", daysHash),
            new($"history:{input.Place}", ReferenceEquals(input.Days, input.History) ? daysHash : HashOf(input.History.Where(d => d.Day <= lastDay))),
            new($"hours:{input.Place}", HashOf(input.Hours.Where(h => h.Hour < input.IssuedAt))),
        };
        inputs.AddRange(WeatherOf(model, input, output));
        return new Forecast(
            input.Place,
            input.IssuedAt.Start,
            model.Id,
            output.Setting,
            output.Days,
            output.Trajectories,
            output.Remarks,
            new Basis([.. inputs.OrderBy(i => i.Name, StringComparer.Ordinal)], editions, model.Id, issuedBy, decidedAt))
        {
            WarningTrajectories = output.WarningTrajectories,
            AqiTrajectories = output.AqiTrajectories,
            Pm25Trajectories = output.Pm25Trajectories,
            WeatherSource = output.Setting != WeatherSetting.None && input.WeatherForecast is { } run ? $"{run.Source} {run.IssuedAt}" : null,
            Drivers = output.Drivers,
            Analogues = output.Analogues,
        };
    }

    /// <summary>The weather that the forecast rests on: what its model looks at of the past, and the runs that its setting saw.</summary>
    private static IEnumerable<InputRef> WeatherOf(IForecastModel model, ForecastInput input, ModelOutput output)
    {
        if (model.UsesObservedWeather && input.ObservedWeather is { } observed)
        {
            yield return new($"weather:{input.Place}", WeatherBytes.HashOf(observed));
        }

        if (output.Setting == WeatherSetting.None || input.WeatherForecast is not { } newest)
        {
            yield break;
        }

        foreach (var run in input.EarlierRuns.Prepend(newest))
        {
            yield return new($"weather-run:{run.Source}:{run.IssuedAt}", WeatherBytes.HashOf(run.Hours));
        }
    }

    private static int SeedOf(ForecastInput input)
    {
        var digits = ContentHash.Of($"{input.Place} {input.IssuedAt}").Hex[..7];
        return int.Parse(digits, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static ContentHash HashOf<T>(IEnumerable<T> values)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var value in values)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(CanonicalJson.Write(value)));
            hash.AppendData("\n"u8);
        }

        return new ContentHash(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
