using System.Net.Sockets;
using System.Text;

namespace Emergency.Web.Hosting;

/// <summary>
/// Tells systemd where the process stands (sd_notify): a unit of <c>Type=notify</c> counts as started when it really answers. Without systemd nothing happens.
/// </summary>
internal static class SystemdNotice
{
    /// <summary>Environment variable in which systemd names its socket.</summary>
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends one state, e.g. <c>READY=1</c>. A notice that cannot be sent is not the reason to stop serving.</summary>
    public static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ stands for the zero byte of an abstract address.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
        }
    }
}
