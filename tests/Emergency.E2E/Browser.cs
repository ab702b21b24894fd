using Emergency.E2E;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]
// One browser and one machine: tests in turn are faster here than side by side, and their pictures do not depend on the load.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Emergency.E2E;

/// <summary>
/// The system's Chromium, started once for all tests, with the language and time zone of a bureau's desk. A page that writes an error to the console, throws, or
/// is answered with 5xx fails its test. Without a browser tests are skipped, under CI=true they fail. EMERGENCY_CHROMIUM names another executable.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (FindExecutable() is { } executable)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Flags });
        }
    }

    /// <summary>Opens a page of its own (no cookies of earlier tests), runs <paramref name="work"/> on it, and checks that the page stayed free of errors.</summary>
    /// <param name="server">Relative addresses are resolved against it.</param>
    /// <param name="work">The test. On failure a picture is kept in artifacts/screenshots.</param>
    public async Task VisitAsync(Server server, Func<IPage, Task> work)
    {
        if (browser is null)
        {
            const string Reason = "No Chromium was found: install it (tests/run.sh does) or set EMERGENCY_CHROMIUM.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(Reason);
            }

            Assert.Skip(Reason);
        }

        await using var context = await browser.NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(),
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new() { Width = Screens.Wide.Width, Height = Screens.Wide.Height },
        });
        var page = await context.NewPageAsync();
        List<string> errors = [];
        page.Console += (_, message) => AddIf(message.Type == "error", errors, $"console: {message.Text} ({message.Location})");
        page.PageError += (_, error) => AddIf(true, errors, $"exception: {error}");
        page.Response += (_, response) => AddIf(response.Status >= 500, errors, $"{response.Status} {response.Url}");
        try
        {
            await work(page);
            Assert.True(errors.Count == 0, $"{page.Url} is not free of errors.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await Screens.SaveFailureAsync(page);
            throw new InvalidOperationException($"{failure.Message}\nPage errors:\n{string.Join("\n", errors)}\nServer output:\n{server.Output}", failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static void AddIf(bool condition, List<string> errors, string error)
    {
        if (condition)
        {
            errors.Add(error);
        }
    }

    private static string? FindExecutable()
    {
        if (Environment.GetEnvironmentVariable("EMERGENCY_CHROMIUM") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
