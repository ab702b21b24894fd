using Emergency.Testing;
using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>Pictures of pages as users meet them: wide screen, phone, A4 paper. Kept in artifacts/screenshots for people to look at.</summary>
internal static class Screens
{
    /// <summary>A desk's screen.</summary>
    public static (int Width, int Height) Wide => (1440, 900);

    /// <summary>A common phone, in CSS pixels.</summary>
    private static (int Width, int Height) Phone => (390, 844);

    /// <summary>A4 upright at 96 dots an inch.</summary>
    private static (int Width, int Height) Paper => (794, 1123);

    /// <summary>Where pictures are kept.</summary>
    public static string Folder => Path.Combine(Repository.Root, "artifacts", "screenshots");

    /// <summary>Saves name-wide.png, name-phone.png and name-print.png, and leaves the page as it was.</summary>
    /// <param name="page">The page, loaded and settled.</param>
    /// <param name="name">File name without ending.</param>
    public static async Task SaveAsync(IPage page, string name)
    {
        await TakeAsync(page, Phone, $"{name}-phone.png");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await TakeAsync(page, Paper, $"{name}-print.png");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await TakeAsync(page, Wide, $"{name}-wide.png");
    }

    /// <summary>A phone must not scroll sideways: the page is no wider than the screen.</summary>
    public static async Task AssertFitsPhoneAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Phone.Width, Phone.Height);
        try
        {
            // Charts take their new width in a frame after the resize: a page may need a moment to settle, and what never settles fails below.
            await page.WaitForFunctionAsync("most => document.documentElement.scrollWidth <= most", Phone.Width, new() { Timeout = 5000 });
        }
        catch (TimeoutException)
        {
        }

        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= Phone.Width, $"{page.Url} is {width} pixels wide on a phone of {Phone.Width}.");
        await page.SetViewportSizeAsync(Wide.Width, Wide.Height);
    }

    /// <summary>Charts are drawn anew for paper, whole within their width: what lies beyond it is cut off.</summary>
    public static async Task AssertChartsFitPaperAsync(IPage page)
    {
        var over = await page.EvaluateAsync<double>(
            """
            () => {
              dispatchEvent(new Event('beforeprint'));
              const over = [...document.querySelectorAll('.chart svg')].map(svg => svg.getBBox().x + svg.getBBox().width - svg.width.baseVal.value);
              dispatchEvent(new Event('afterprint'));
              return over.length ? Math.max(...over) : NaN;
            }
            """);
        Assert.True(over <= 1, $"A chart of {page.Url} reaches {over:0} pixels beyond the paper.");
    }

    /// <summary>Saves what a failing test saw, under the test's name.</summary>
    public static Task SaveFailureAsync(IPage page)
    {
        var name = TestContext.Current.TestMethod?.MethodName ?? "test";
        return page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"failed-{name}.png"), FullPage = true });
    }

    private static async Task TakeAsync(IPage page, (int Width, int Height) size, string file)
    {
        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, file), FullPage = true });
    }
}
