using System.Text;
using Emergency.Storage.Accounts;
using Emergency.Testing;
using Emergency.Web.Security;

namespace Emergency.Web.Tests.Security;

public sealed class RouteTableDocumentTests
{
    private const string Begin = "<!-- routes: begin -->\n";
    private const string End = "<!-- routes: end -->";

    [Fact]
    public void The_role_table_in_the_documentation_is_the_one_enforced()
    {
        var path = Path.Combine(Repository.Root, "docs", "security.md");
        var text = File.ReadAllText(path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = Table();
        if (Environment.GetEnvironmentVariable("EMERGENCY_ACCEPT") == "1")
        {
            File.WriteAllText(path, text[..from] + expected + text[to..]);
            return;
        }

        Assert.True(expected == text[from..to], "The table in docs/security.md is not the enforced one. Run this test once with EMERGENCY_ACCEPT=1 and review the difference.");
    }

    private static string Table()
    {
        var table = new StringBuilder("| route | ").AppendJoin(" | ", Roles.All).Append(" | anonymous |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", Roles.All.Count + 1))).Append('\n');
        foreach (var rule in RouteTable.Rules)
        {
            table.Append("| ").Append(rule.Method).Append(" /").Append(rule.Pattern).Append(rule.Handler.Length > 0 ? $" · {rule.Handler}" : "").Append(" | ")
                .AppendJoin(" | ", Roles.All.Append(null).Select(role => rule.Allows(role) ? "✓" : "")).Append(" |\n");
        }

        return table.ToString();
    }
}
