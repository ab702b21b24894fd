using Emergency.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Language;

/// <summary>Switches the language and returns to the page it was asked on.</summary>
public sealed class SwitchModel : PageModel
{
    /// <summary>Remembers the choice for a year.</summary>
    /// <param name="to">"zh" or "en".</param>
    /// <param name="back">Path to return to; anything that is not a path of this site leads to the start.</param>
    public IActionResult OnPost(string to, string? back)
    {
        Response.Cookies.Append(PageLanguage.Cookie, to == "en" ? "en" : "zh", new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(365),
        });
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }
}
