using System.Globalization;
using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>How soon a page shows something, as the browser itself measures it. Written down, never judged: the machine that runs the tests is no yardstick.</summary>
internal static class FirstPaint
{
    private const int Loads = 7;

    /// <summary>Loads a page several times and writes smallest, middle and largest first contentful paint [ms] to the test's output and to artifacts/first-paint.txt.</summary>
    /// <param name="page">Page of somebody signed in.</param>
    /// <param name="address">What to load.</param>
    /// <param name="name">What the line is called.</param>
    public static async Task ReportAsync(IPage page, string address, string name)
    {
        var paints = new List<double>();
        for (var load = 0; load < Loads; load++)
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
            // The entry is there one frame after the paint.
            await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
            paints.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
        }

        paints.Sort();
        var line = string.Create(CultureInfo.InvariantCulture, $"{name}: first contentful paint {paints[0]:0} – {paints[Loads / 2]:0} – {paints[^1]:0} ms (smallest, middle, largest of {Loads} loads)");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        await File.AppendAllTextAsync(Path.Combine(Screens.Folder, "..", "first-paint.txt"), line + Environment.NewLine);
    }
}
