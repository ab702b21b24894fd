using System.Globalization;
using System.Text;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Web.Hosting;

namespace Emergency.Web.Features.Today;

/// <summary>Names, colours and advice of AQI values, from the rule book in force.</summary>
public sealed class AqiColours(RuleLibrary rules, WebSettings settings, TimeProvider clock)
{
    /// <summary>Categories in force on a day, ascending.</summary>
    public IReadOnlyList<AqiCategory> On(LocalDay day) => rules.Aqi(settings.RegionCode, day).OrThrow().Categories;

    /// <summary>Category of a value on a day.</summary>
    public AqiCategory Of(LocalDay day, double aqi)
    {
        var categories = On(day);
        return categories.LastOrDefault(c => aqi >= c.Min) ?? categories[0];
    }

    /// <summary>Style sheet with one class a category: <c>.aqi-1</c> … <c>.aqi-6</c>, with black or white letters, whichever contrasts more.</summary>
    public string StyleSheet()
    {
        var css = new StringBuilder();
        foreach (var category in On(clock.GetUtcNow().ToLocalDay()))
        {
            css.AppendLine(CultureInfo.InvariantCulture, $".aqi-{category.Level} {{ background: {Css(category)}; color: {(Luminance(category.Rgb) > 0.179 ? "#000" : "#fff")}; }}");
        }

        return css.ToString();
    }

    /// <summary>The category's colour as CSS and SVG write it.</summary>
    public static string Css(AqiCategory category) => $"rgb({category.Rgb[0]} {category.Rgb[1]} {category.Rgb[2]})";

    // Relative luminance of WCAG 2; black and white contrast equally at 0.179.
    private static double Luminance(IReadOnlyList<int> rgb)
    {
        static double Linear(int value)
        {
            var c = value / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(rgb[0])) + (0.7152 * Linear(rgb[1])) + (0.0722 * Linear(rgb[2]));
    }

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/aqi.css", (AqiColours colours, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Text(colours.StyleSheet(), "text/css", Encoding.UTF8);
        }).ExcludeFromDescription();
}
