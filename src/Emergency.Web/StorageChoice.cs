using Emergency.Core.Refusals;
using Emergency.Storage;
using Emergency.Storage.Postgres;
using Emergency.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Emergency.Web;

/// <summary>Which database an installation uses: here both providers are known, everything below asks the dialect.</summary>
/// <param name="Dialect">The provider.</param>
/// <param name="ConnectionString">Its connection string.</param>
public sealed record StorageChoice(IDialect Dialect, string ConnectionString)
{
    /// <summary>
    /// Reads <c>sqlite:PATH</c> or <c>postgres:CONNECTION</c> (an Npgsql connection string); refused otherwise (STORE-001).
    /// </summary>
    public static Outcome<StorageChoice> Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var rest = colon < 0 ? "" : text[(colon + 1)..].Trim();
        return (colon < 0 ? "" : text[..colon], rest) switch
        {
            ("sqlite", not "") => new StorageChoice(new SqliteDialect(), new SqliteConnectionStringBuilder { DataSource = rest }.ToString()),
            ("postgres", not "") => new StorageChoice(new PostgresDialect(), rest),
            _ => Refusal.Of(
                "STORE-001",
                $"无法识别的数据库“{text}”。",
                $"\"{text}\" names no database.",
                "请写成 sqlite:文件路径 或 postgres:连接字符串。",
                "Write sqlite:PATH or postgres:CONNECTION."),
        };
    }
}
