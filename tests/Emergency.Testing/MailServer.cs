using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Emergency.Testing;

/// <summary>One message as the server took it.</summary>
/// <param name="Recipients">Recipients of the envelope: where it really goes.</param>
/// <param name="Data">Headers and body as sent.</param>
public sealed record ReceivedMail(IReadOnlyList<string> Recipients, string Data);

/// <summary>How the server behaves.</summary>
public enum MailServerMood
{
    /// <summary>Takes everything.</summary>
    Takes,

    /// <summary>Refuses every recipient for good.</summary>
    RefusesRecipients,

    /// <summary>Refuses the content after it was sent.</summary>
    RefusesContent,

    /// <summary>Never greets.</summary>
    Stalls,

    /// <summary>Breaks the connection in the middle of the content.</summary>
    Breaks,
}

/// <summary>A real mail server on a free port of this machine, as far as a sender sees one (RFC 5321): without encryption, with AUTH PLAIN that takes one password.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<ReceivedMail> mails = new();
    private readonly CancellationTokenSource stop = new();
    private readonly MailServerMood mood;
    private readonly Task accepting;

    /// <summary>Starts the server.</summary>
    public MailServer(MailServerMood mood = MailServerMood.Takes)
    {
        this.mood = mood;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The one password it takes.</summary>
    public const string Password = "mail password";

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it took.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. mails];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            using var stream = connection.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            async Task SayAsync(string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop.Token);

            if (mood == MailServerMood.Stalls)
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
            }

            await SayAsync("220 mail.example ready");
            var recipients = new List<string>();
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO":
                        await SayAsync("250-mail.example");
                        await SayAsync("250-AUTH PLAIN");
                        await SayAsync("250 8BITMIME");
                        break;
                    case "AUTH":
                        var given = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[^1])).Split('\0')[^1];
                        await SayAsync(given == Password ? "235 welcome" : "535 wrong password");
                        break;
                    case "RCPT" when mood == MailServerMood.RefusesRecipients:
                        await SayAsync($"550 no such mailbox: {line["RCPT TO:".Length..]}");
                        break;
                    case "RCPT":
                        recipients.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                        await SayAsync("250 ok");
                        break;
                    case "DATA":
                        await SayAsync("354 go on");
                        var data = new StringBuilder();
                        while (await reader.ReadLineAsync(stop.Token) is { } content && content != ".")
                        {
                            if (mood == MailServerMood.Breaks)
                            {
                                return;
                            }

                            data.Append(content.StartsWith('.') ? content[1..] : content).Append("\r\n");
                        }

                        if (mood == MailServerMood.RefusesContent)
                        {
                            await SayAsync("554 not wanted");
                            break;
                        }

                        mails.Enqueue(new ReceivedMail([.. recipients], data.ToString()));
                        recipients.Clear();
                        await SayAsync("250 taken");
                        break;
                    case "QUIT":
                        await SayAsync("221 bye");
                        return;
                    default:
                        await SayAsync("250 ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The sender went away, or the test is over.
        }
    }
}
