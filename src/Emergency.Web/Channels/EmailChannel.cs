using System.Globalization;
using System.Net.Sockets;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Emergency.Web.Channels;

/// <summary>
/// E-mail in plain text through a mail server. The Message-Id comes from the ledger's key, so that a repeat is the same message to a mail program, and every later
/// message about an order answers its first. Delivered says that the mail server took it.
/// </summary>
public sealed class EmailChannel(SmtpSettings settings, LinkSettings? links, TimeSpan timeout, TimeProvider clock) : IDeliveryChannel
{
    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Email;

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        if (!MailboxAddress.TryParse(message.Address, out var to) || to.Address != message.Address || !to.Address.Contains('@', StringComparison.Ordinal))
        {
            return DeliveryResult.Failed("not a mail address") with { LineAnswered = true };
        }

        using var mail = Write(message, to);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            using var smtp = new SmtpClient();
            await smtp.ConnectAsync(settings.Host, settings.Port, settings.Tls, patience.Token);
            if (settings.User.Length > 0)
            {
                await smtp.AuthenticateAsync(settings.User, settings.Password, patience.Token);
            }

            await smtp.SendAsync(mail, patience.Token);
            // The server has taken the message; whether it also says good-bye changes nothing.
            await smtp.DisconnectAsync(quit: false, CancellationToken.None);
            return DeliveryResult.Done;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryResult.Failed($"no answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is CommandException or ProtocolException or AuthenticationException or SslHandshakeException or NotSupportedException or IOException or SocketException)
        {
            // The error goes into the audit log, which keeps no addresses; and a refused recipient says nothing of the server.
            var refused = e is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted };
            return DeliveryResult.Failed(e.Message.Replace(message.Address, "…", StringComparison.OrdinalIgnoreCase)) with { LineAnswered = refused };
        }
    }

    /// <summary>The message. Subject and addresses are the only headers with outside text; line breaks are taken out of them before they are encoded.</summary>
    private MimeMessage Write(DeliveryMessage message, MailboxAddress to)
    {
        var text = MessageText.Of(message);
        var body = text.Long + (links?.To(text.AnswersOrder) is { } link
            ? $"\n签收（无需登录，仅限本指令）：\n{link}\n\nAcknowledge without signing in, this order only: the link above.\n"
            : "");
        var mail = new MimeMessage
        {
            Subject = string.Concat(text.Subject.Select(c => char.IsControl(c) ? ' ' : c)),
            Body = new TextPart("plain") { Text = body },
            Date = clock.GetUtcNow(),
            MessageId = MessageId(message.Key),
        };
        mail.From.Add(settings.From);
        mail.To.Add(to);
        var first = DeliveryDocuments.Key(message.OrderId, Name, DeliveryStage.Order);
        if (message.Key != first)
        {
            mail.InReplyTo = MessageId(first);
        }

        return mail;
    }

    private string MessageId(string key) => $"{ContentHash.Of(key).Hex[..32]}@{settings.From.Address[(settings.From.Address.LastIndexOf('@') + 1)..]}";
}
