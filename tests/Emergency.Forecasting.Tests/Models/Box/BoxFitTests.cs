using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Tests.Models.Features;

namespace Emergency.Forecasting.Tests.Models.Box;

public class BoxFitTests
{
    private const int Terms = BoxModel.Terms;

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        var (terms, logs) = Made(600, seed: 1, noise: 0.2);
        terms[(300 * Terms) + 7] = double.NaN;
        logs[400] = double.NaN;
        var fit = new BoxFit(terms, logs, Starts(600), 48);
        var at = Truth(2);
        var (_, gradient) = fit.Evaluate(at);
        for (var i = 0; i < at.Length; i++)
        {
            const double Step = 1e-5;
            var (up, down) = ((double[])at.Clone(), (double[])at.Clone());
            up[i] += Step;
            down[i] -= Step;
            var slope = (fit.Evaluate(up).Loss - fit.Evaluate(down).Loss) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) < 1e-6 * (1 + Math.Abs(slope)), $"parameter {i}: {gradient[i]} against {slope}");
        }
    }

    [Fact]
    public void A_box_is_found_again_in_the_course_that_it_made()
    {
        var (terms, logs) = Made(4000, seed: 3, noise: 0);
        var fit = new BoxFit(terms, logs, Starts(4000), 48);
        var found = fit.Run();
        Assert.True(fit.Evaluate(found.Parameters).Loss < 0.01, $"loss {fit.Evaluate(found.Parameters).Loss}");
        var truth = Truth(0);
        Assert.True(fit.Evaluate(found.Parameters).Loss <= fit.Evaluate(truth).Loss + 1e-4);
        // The constant of w and its first weights: the small penalty pulls them a little towards zero.
        foreach (var i in new[] { 0, 5, Terms, Terms + 5, Terms + 7 })
        {
            Assert.Equal(truth[i], found.Parameters[i], 0.15);
        }
    }

    [Fact]
    public void Noise_leaves_the_box_near()
    {
        var (terms, logs) = Made(4000, seed: 4, noise: 0.1);
        var fit = new BoxFit(terms, logs, Starts(4000), 48);
        var found = fit.Run();
        // No fit can miss by less than the noise; the start of each run is noisy too.
        Assert.InRange(fit.Evaluate(found.Parameters).Loss, 0.5 * 0.01, 2.5 * 0.01);
        Assert.Equal(Truth(0)[Terms], found.Parameters[Terms], 0.25);
    }

    [Fact]
    public void Out_of_steps_the_best_point_so_far_is_kept()
    {
        var (terms, logs) = Made(1000, seed: 8, noise: 0.1);
        var fit = new BoxFit(terms, logs, Starts(1000), 48);
        double Loss(int steps) => fit.Evaluate(fit.Run(steps).Parameters).Loss;
        Assert.True(Loss(8) < 0.5 * Loss(1), $"{Loss(8)} after eight steps, {Loss(1)} after one");
        Assert.True(Loss(20) <= Loss(8));
    }

    [Fact]
    public void Unknown_weather_ends_a_run_and_what_lies_behind_it_changes_nothing()
    {
        var (terms, logs) = Made(120, seed: 5, noise: 0.1);
        terms.AsSpan(60 * Terms, Terms).Fill(double.NaN);
        var (loss, gradient) = new BoxFit(terms, logs, [24], 72).Evaluate(Truth(1));
        var otherwise = (double[])logs.Clone();
        otherwise.AsSpan(60).Fill(2);
        var (sameLoss, sameGradient) = new BoxFit(terms, otherwise, [24], 72).Evaluate(Truth(1));
        Assert.Equal(loss, sameLoss);
        Assert.Equal(gradient, sameGradient);
        otherwise[59] = 2;
        Assert.NotEqual(loss, new BoxFit(terms, otherwise, [24], 72).Evaluate(Truth(1)).Loss);
    }

    [Fact]
    public void A_start_without_concentration_counts_nothing()
    {
        var (terms, logs) = Made(120, seed: 6, noise: 0.1);
        logs[23] = double.NaN;
        var both = new BoxFit(terms, logs, [24, 48], 24).Evaluate(Truth(1)).Loss;
        Assert.Equal(new BoxFit(terms, logs, [48], 24).Evaluate(Truth(1)).Loss, both);
    }

    [Fact]
    public void Without_a_single_run_the_fit_still_ends()
    {
        var (terms, logs) = Made(50, seed: 7, noise: 0);
        Array.Fill(logs, double.NaN);
        Assert.All(new BoxFit(terms, logs, [24], 24).Run().Parameters, p => Assert.True(double.IsFinite(p)));
    }

    [Fact]
    public void A_course_follows_the_recursion_and_ends_where_the_weather_does()
    {
        var outlook = Outlooks.Constant(until: 30);
        Span<double> terms = stackalloc double[Terms];
        var model = new BoxModel(Truth(1));
        var course = new BoxCourse(model);
        course.Run(outlook, 50);
        var now = 50.0;
        for (var h = 0; h < 30; h++)
        {
            BoxModel.Write(outlook, WeatherOutlook.Before + h, terms);
            var (kept, equilibrium, _) = model.Hour(terms);
            now = (kept * now) + ((1 - kept) * equilibrium);
            Assert.Equal(Math.Log(now), course.LogMean(h, h + 1), 1e-9);
        }

        Assert.Equal(double.NaN, course.LogMean(30, 31));
        Assert.Equal(double.NaN, course.LogHighest(30, 54));
        Assert.False(double.IsNaN(course.LogMean(24, 48)));
        Assert.Equal(double.NaN, course.LogMean(25, 49));
    }

    private static List<int> Starts(int hours) => [.. Enumerable.Range(1, (hours - 48) / 24).Select(d => 24 * d)];

    /// <summary>Parameters of a sensible box: wind and humidity matter.</summary>
    private static double[] Truth(int shift)
    {
        var truth = new double[2 * Terms];
        truth[0] = -0.5 + (0.1 * shift);
        truth[5] = 0.8;
        truth[Terms] = 4;
        truth[Terms + 5] = -0.4 + (0.05 * shift);
        truth[Terms + 7] = 0.5;
        return truth;
    }

    private static (double[] Terms, double[] Logs) Made(int hours, int seed, double noise)
    {
        var random = new Random(seed);
        double Normal() => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        var terms = new double[hours * Terms];
        var now = new double[Terms];
        var logs = new double[hours];
        var concentration = 60.0;
        for (var t = 0; t < hours; t++)
        {
            for (var i = 1; i < Terms; i++)
            {
                now[i] = (0.9 * now[i]) + (0.4 * Normal());
            }

            now[0] = 1;
            now.CopyTo(terms, t * Terms);
            var (kept, equilibrium, _) = BoxModel.Hour(Truth(0), now);
            concentration = (kept * concentration) + ((1 - kept) * equilibrium);
            logs[t] = Math.Log(concentration) + (noise * Normal());
        }

        return (terms, logs);
    }
}
