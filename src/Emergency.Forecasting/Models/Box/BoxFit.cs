using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Optimization;

namespace Emergency.Forecasting.Models.Box;

/// <summary>
/// Fits a <see cref="BoxModel"/>: minimises the mean squared error of ln C over free runs from many starts, by L-BFGS with the exact gradient (the adjoint of
/// the recursion, one sweep back through each run).
/// </summary>
internal sealed class BoxFit
{
    private const double Penalty = 1e-3;
    private const double Tolerance = 1e-6;
    private const int MostSteps = 300;
    private const int Remembered = 10;
    private const double FirstExchange = -0.5;
    private const double FirstLogEquilibrium = 4;

    private readonly double[] terms;
    private readonly double[] logAir;
    private readonly IReadOnlyList<int> starts;
    private readonly int horizon;
    private readonly int hours;
    private readonly bool[] known;

    /// <summary>Prepares a fit.</summary>
    /// <param name="terms">Terms of consecutive hours, <see cref="BoxModel.Terms"/> each; NaN where the weather is unknown.</param>
    /// <param name="logAir">ln PM2.5 of the same hours; NaN where missing.</param>
    /// <param name="starts">First hours of the free runs; each starts from the hour before it.</param>
    /// <param name="horizon">Hours of a run; it ends early where the weather is unknown.</param>
    public BoxFit(double[] terms, double[] logAir, IReadOnlyList<int> starts, int horizon)
    {
        this.terms = terms;
        this.logAir = logAir;
        this.starts = starts;
        this.horizon = horizon;
        hours = logAir.Length;
        known = [.. Enumerable.Range(0, hours).Select(t => AllKnown(t))];
    }

    /// <summary>The fitted box: the best point found within so many steps.</summary>
    public BoxModel Run(int mostSteps = MostSteps)
    {
        var first = new double[2 * BoxModel.Terms];
        first[0] = FirstExchange;
        first[BoxModel.Terms] = FirstLogEquilibrium;
        var (best, lowest) = (first, double.PositiveInfinity);
        var objective = ObjectiveFunction.Gradient(point =>
        {
            var parameters = point.ToArray();
            var (loss, gradient) = Evaluate(parameters);
            (best, lowest) = loss < lowest ? (parameters, loss) : (best, lowest);
            return (loss, (Vector<double>)DenseVector.OfArray(gradient));
        });
        var minimizer = new LimitedMemoryBfgsMinimizer(Tolerance, Tolerance, Tolerance, Remembered, mostSteps);
        try
        {
            return new(minimizer.FindMinimum(objective, DenseVector.OfArray(first)).MinimizingPoint.ToArray());
        }
        catch (OptimizationException)
        {
            // Out of steps, or no better point along a line: as good as it got. The minimiser itself keeps no point then.
            return new(best);
        }
    }

    /// <summary>Loss and its gradient at some parameters.</summary>
    public (double Loss, double[] Gradient) Evaluate(double[] parameters)
    {
        var (kept, equilibrium, exchanged) = (new double[hours], new double[hours], new double[hours]);
        for (var t = 0; t < hours; t++)
        {
            if (known[t])
            {
                (kept[t], equilibrium[t], exchanged[t]) = BoxModel.Hour(parameters, terms.AsSpan(t * BoxModel.Terms, BoxModel.Terms));
            }
        }

        var (keptSlope, equilibriumSlope) = (new double[hours], new double[hours]);
        var (sum, count) = (0.0, 0);
        var course = new double[horizon + 1];
        foreach (var start in starts)
        {
            var (error, targets) = OneRun(start, course, kept, equilibrium, keptSlope, equilibriumSlope);
            sum += error;
            count += targets;
        }

        return Collect(parameters, kept, exchanged, equilibrium, keptSlope, equilibriumSlope, sum, Math.Max(1, count));
    }

    private bool AllKnown(int t)
    {
        for (var i = 0; i < BoxModel.Terms; i++)
        {
            if (double.IsNaN(terms[(t * BoxModel.Terms) + i]))
            {
                return false;
            }
        }

        return true;
    }

    private (double Error, int Targets) OneRun(int start, double[] course, double[] kept, double[] equilibrium, double[] keptSlope, double[] equilibriumSlope)
    {
        if (start < 1 || double.IsNaN(logAir[start - 1]))
        {
            return (0, 0);
        }

        var length = 0;
        course[0] = Math.Exp(logAir[start - 1]);
        while (length < horizon && start + length < hours && known[start + length])
        {
            var t = start + length;
            course[length + 1] = (kept[t] * course[length]) + ((1 - kept[t]) * equilibrium[t]);
            length++;
        }

        var (sum, count, adjoint) = (0.0, 0, 0.0);
        for (var i = length; i >= 1; i--)
        {
            var t = start + i - 1;
            if (!double.IsNaN(logAir[t]))
            {
                var miss = Math.Log(course[i]) - logAir[t];
                sum += miss * miss;
                count++;
                adjoint += 2 * miss / course[i];
            }

            keptSlope[t] += adjoint * (course[i - 1] - equilibrium[t]);
            equilibriumSlope[t] += adjoint * (1 - kept[t]) * equilibrium[t];
            adjoint *= kept[t];
        }

        return (sum, count);
    }

    private (double Loss, double[] Gradient) Collect(
        double[] parameters, double[] kept, double[] exchanged, double[] equilibrium, double[] keptSlope, double[] equilibriumSlope, double sum, int count)
    {
        const int Terms = BoxModel.Terms;
        var gradient = new double[2 * Terms];
        for (var t = 0; t < hours; t++)
        {
            if (!known[t])
            {
                continue;
            }

            var w = keptSlope[t] * BoxModel.KeptSlope(kept[t], exchanged[t]);
            var v = BoxModel.Cut(equilibrium[t]) ? 0 : equilibriumSlope[t];
            for (var i = 0; i < Terms; i++)
            {
                gradient[i] += w * terms[(t * Terms) + i];
                gradient[Terms + i] += v * terms[(t * Terms) + i];
            }
        }

        var loss = sum / count;
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] /= count;
            if (i % Terms != 0)
            {
                loss += Penalty * parameters[i] * parameters[i];
                gradient[i] += 2 * Penalty * parameters[i];
            }
        }

        return (loss, gradient);
    }
}
