using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Channels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "fail_over_at",
                table: "dispatch",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fallbacks",
                table: "dispatch",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "dispatch_references",
                columns: table => new
                {
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: true),
                    reached = table.Column<bool>(type: "INTEGER", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    reported_at = table.Column<long>(type: "INTEGER", nullable: true),
                    open = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dispatch_references", x => new { x.channel, x.reference });
                });

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_fail_over_at",
                table: "dispatch",
                column: "fail_over_at",
                filter: "fail_over_at IS NOT NULL AND state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_references_key",
                table: "dispatch_references",
                column: "key");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_references_open",
                table: "dispatch_references",
                column: "open",
                filter: "open");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dispatch_references");

            migrationBuilder.DropIndex(
                name: "IX_dispatch_fail_over_at",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "fail_over_at",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "fallbacks",
                table: "dispatch");
        }
    }
}
