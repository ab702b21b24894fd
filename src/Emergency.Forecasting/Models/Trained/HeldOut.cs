using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Verification;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>Whole forecasts of held-out days, as the finished model would have made them without having seen those days.</summary>
internal static class HeldOut
{
    private const int Leads = IssueMoment.Leads;
    private const int Pollutants = 6;

    /// <summary>Days around an issue day whose misses are left out of its members: they overlap its own target days.</summary>
    private const int Around = 12;

    /// <summary>Forecasts of the midnight issues, the sources by turns.</summary>
    public static IReadOnlyList<VerifiedRun> Forecasts(VariantTraining training, ModelVariant variant, PlaceRecord record, AqiRules aqi)
    {
        var maker = new OutputMaker(variant.Residuals, aqi);
        var runs = new List<VerifiedRun>();
        var moments = training.Rows.Moments;
        var sources = moments.Max(m => m.Source) + 1;
        for (var m = 0; m < moments.Count; m++)
        {
            var issuedAt = record.First.Plus(moments[m].Issue);
            if (issuedAt.HourOfDay != 0 || issuedAt.Day.Date.DayNumber % sources != moments[m].Source || Expect(training, variant, m) is not { } expected)
            {
                continue;
            }

            var day = issuedAt.Day.Date.DayNumber - 1;
            runs.Add(new(issuedAt, maker.Make(expected, issuedAt, day, without: d => Math.Abs(d - day) <= Around) with { Setting = variant.Setting }));
        }

        return runs;
    }

    private static Expected? Expect(VariantTraining training, ModelVariant variant, int moment)
    {
        var middle = new double[Pollutants][];
        var mean = new double[Leads];
        for (var p = 0; p < Pollutants; p++)
        {
            middle[p] = new double[Leads];
            for (var lead = 1; lead <= Leads; lead++)
            {
                var row = (moment * Leads) + lead - 1;
                var stack = variant.Pollutants[p].Stack[lead - 1];
                if (p == (int)Pollutant.Pm25 && float.IsNaN(training.HeldOut[p][row][(int)StackPart.Season]))
                {
                    return null;
                }

                middle[p][lead - 1] = training.HeldOutMedian(stack, p, row);
                if (p == (int)Pollutant.Pm25)
                {
                    mean[lead - 1] = stack.Mean(training.HeldOut[p][row], training.Recent[p][moment]);
                }
            }
        }

        return new(middle, mean);
    }
}
