using System.Net;
using Emergency.Testing;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>What was sent as receipts and how it was answered.</summary>
/// <param name="Acknowledged">Ids of orders whose acknowledgement was answered 200 at least once.</param>
/// <param name="Doubled">Acknowledgements sent again under their key.</param>
/// <param name="Early">Execution reports that came before the acknowledgement.</param>
/// <param name="Forged">Receipts signed with a wrong key.</param>
/// <param name="ForgedTaken">Of these, how many were not refused: must be 0.</param>
internal sealed record SentReceipts(IReadOnlyList<string> Acknowledged, int Doubled, int Early, int Forged, int ForgedTaken);

/// <summary>Posts receipts to the served application while its workers are being killed.</summary>
internal static class CampaignReceipts
{
    /// <summary>A tenth of the enterprises answers, each twice at once; some report first and acknowledge then; for each one somebody forges. What breaks off is sent again.</summary>
    public static async Task<SentReceipts> PostAsync(Uri address, string secret, MadeCity city, CampaignReceiver receiver, int orders)
    {
        using var http = new HttpClient();
        var (acknowledged, doubled, early, forged, forgedTaken) = (new List<string>(), 0, 0, 0, 0);
        for (var n = 1; n <= orders; n += 10)
        {
            // An enterprise answers the revision that it has.
            var revision = receiver.RevisionOf(DispatchCity.Code(n));
            if (n % 3 == 0)
            {
                await UntilAnsweredAsync(http, address, secret, city, n, "execution", revision);
                early++;
            }

            var twice = await Task.WhenAll(UntilAnsweredAsync(http, address, secret, city, n, "acknowledge", revision), UntilAnsweredAsync(http, address, secret, city, n, "acknowledge", revision));
            doubled++;
            if (twice.Contains(HttpStatusCode.OK))
            {
                acknowledged.Add(city.OrderId(n, revision));
            }

            forged++;
            forgedTaken += await UntilAnsweredAsync(http, address, secret, city, n + 1, "acknowledge", forged: true) == HttpStatusCode.Unauthorized ? 0 : 1;
        }

        return new SentReceipts(acknowledged, doubled, early, forged, forgedTaken);
    }

    /// <summary>Objections to orders that have been lifted.</summary>
    /// <returns>How many were sent, and how many were refused as they must be.</returns>
    public static async Task<(int Sent, int Refused)> PostLateAsync(Uri address, string secret, MadeCity city, int count)
    {
        using var http = new HttpClient();
        var refused = 0;
        for (var n = 1; n <= count; n++)
        {
            refused += await UntilAnsweredAsync(http, address, secret, city, n, "object") == HttpStatusCode.Conflict ? 1 : 0;
        }

        return (count, refused);
    }

    private static async Task<HttpStatusCode> UntilAnsweredAsync(HttpClient http, Uri address, string secret, MadeCity city, int n, string kind, int revision = 1, bool forged = false)
    {
        while (true)
        {
            try
            {
                var status = await SignedReceipt.PostAsync(http, address, secret, DispatchCity.Code(n), $"{kind}-{n}", city.OrderId(n, revision), kind, forged, revision);
                if (status < HttpStatusCode.InternalServerError)
                {
                    return status;
                }
            }
            catch (HttpRequestException)
            {
                // As an enterprise's system would: again, under the same key.
            }

            await Task.Delay(200);
        }
    }
}
