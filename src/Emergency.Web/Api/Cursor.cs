using Emergency.Core.Decisions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Emergency.Web.Api;

/// <summary>One part of a long list.</summary>
/// <param name="Items">Rows, in order of their key.</param>
/// <param name="Next">Cursor of the next part; null at the end.</param>
public sealed record Part<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Cursor paging and ETags, the same for every list.</summary>
internal static class Cursor
{
    public const int DefaultLimit = 100;
    private const int LargestLimit = 500;

    /// <summary>Rows after the cursor. <paramref name="rows"/> are ordered by their key, code point by code point; the key of the last row is the next cursor.</summary>
    public static Part<T> Cut<T>(IEnumerable<T> rows, Func<T, string> key, string? after, int? limit)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, LargestLimit);
        var found = rows.OrderBy(key, StringComparer.Ordinal).Where(r => after is null || string.CompareOrdinal(key(r), after) > 0).Take(take + 1).ToList();
        return found.Count > take ? new Part<T>(found[..take], key(found[take - 1])) : new Part<T>(found, null);
    }

    /// <summary>Puts the ETag of a value on the answer; true when the caller has that value already and 304 is to be answered.</summary>
    public static bool Known<T>(HttpContext http, T value)
    {
        var tag = new EntityTagHeaderValue($"\"{ContentHash.OfJson(value).Hex[..32]}\"");
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false));
    }

    /// <summary>The answer to a caller that has the value already.</summary>
    public static StatusCodeHttpResult NotModified() => TypedResults.StatusCode(StatusCodes.Status304NotModified);
}
