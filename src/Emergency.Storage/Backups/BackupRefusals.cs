using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Storage.Audit;

namespace Emergency.Storage.Backups;

/// <summary>Why a backup or a restore was refused: BACKUP-001 to 011.</summary>
internal static class BackupRefusals
{
    public static Refusal NothingThere() => Refusal.Of(
        "BACKUP-001", "数据库不存在或没有任何表，无可备份。", "The database does not exist or has no table: there is nothing to back up.", "请检查 --database。", "Check --database.");

    public static Refusal OfTool(DatabaseToolException e) => e.Missing
        ? Refusal.Of(
            "BACKUP-002",
            $"未找到 {e.Tool}（{e.Message}）。",
            $"{e.Tool} was not found ({e.Message}).",
            "请安装与服务器版本相同或更新的 PostgreSQL 客户端，或用环境变量 EMERGENCY_POSTGRES_BIN 指明其目录。",
            "Install the PostgreSQL client of the server's version or newer, or name its folder in EMERGENCY_POSTGRES_BIN.")
        : Failed($"{e.Tool}: {e.Message}");

    public static Refusal Failed(string reason) => Refusal.Of(
        "BACKUP-003", $"未能完成：{reason}", $"It could not be completed: {reason}", "请检查权限、磁盘空间和数据库连接后重试。", "Check permissions, disk space and connection, and try again.");

    public static Refusal NoBackup(string folder, string reason) => Refusal.Of(
        "BACKUP-004", $"“{folder}”不是本程序能读取的备份（{reason}）。", $"\"{folder}\" is no backup this program can read ({reason}).", "请指明含 manifest.json 的备份目录。", "Name the folder of a backup, which holds manifest.json.");

    public static Refusal Altered(List<string> files) => Refusal.Of(
        "BACKUP-005",
        $"备份中有 {files.Count} 个文件缺失、被改动或多余：{string.Join("、", files.Take(5))}。",
        $"{files.Count} files of the backup are missing, altered or superfluous: {string.Join(", ", files.Take(5))}.",
        "请改用另一份备份。",
        "Use another backup.");

    public static Refusal NotEmpty() => Refusal.Of(
        "BACKUP-006", "目标数据库不是空的，未作任何更改。", "The database is not empty. Nothing was changed.", "恢复只写入空数据库：请新建一个，或先移走旧的。", "A restore fills an empty database only: make a new one, or move the old one away.");

    public static Refusal NoFolder(string part, string setting) => Refusal.Of(
        "BACKUP-007", $"备份中有 {part} 目录，但未设置 {setting}。", $"The backup holds {part}, and {setting} is not set.", $"请设置 {setting} 或给出 --{part}。", $"Set {setting}, or give --{part}.");

    public static Refusal OtherFile(string path) => Refusal.Of(
        "BACKUP-011", $"“{path}”已存在且内容不同，未作任何更改。", $"\"{path}\" exists and differs. Nothing was changed.", "请移走该文件，或指明空目录。", "Move it away, or name an empty folder.");

    public static Refusal OtherKind(string made, string target) => Refusal.Of(
        "BACKUP-008", $"备份来自 {made}，目标为 {target}。", $"The backup is of {made}, the target is {target}.", "请恢复到同类数据库。", "Restore into the same kind of database.");

    public static Refusal Newer(BackupManifest manifest) => Refusal.Of(
        "BACKUP-009",
        $"备份由版本 {manifest.Program} 制作，其数据库结构（{manifest.Facts.Migration}）本程序不认识。",
        $"The backup was made by version {manifest.Program}; this program does not know its database model ({manifest.Facts.Migration}).",
        "请用该版本或更新的程序恢复。",
        "Restore with that version or a newer one.");

    public static Refusal OtherHistory(BackupManifest manifest, HistoryVerification history) => Refusal.Of(
        "BACKUP-010",
        $"恢复后的审计日志（{history.Entries} 条，{history.HeadHash}）与备份时（{manifest.MadeAt.ToIso()}，{manifest.Facts.AuditEntries} 条，{manifest.Facts.AuditHead}）不符。",
        $"The restored audit log ({history.Entries} entries, {history.HeadHash}) is not the one of the backup ({manifest.MadeAt.ToIso()}, {manifest.Facts.AuditEntries} entries, {manifest.Facts.AuditHead}).",
        "请勿使用该数据库，改用另一份备份。",
        "Do not use this database; use another backup.");
}
