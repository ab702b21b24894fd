using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LedgerLanes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_dispatch_due_at",
                table: "dispatch");

            migrationBuilder.AddColumn<long>(
                name: "first_due_at",
                table: "dispatch",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_channel_due_at",
                table: "dispatch",
                columns: new[] { "channel", "due_at" },
                filter: "state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_state",
                table: "dispatch",
                column: "state",
                filter: "state = 3");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_dispatch_channel_due_at",
                table: "dispatch");

            migrationBuilder.DropIndex(
                name: "IX_dispatch_state",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "first_due_at",
                table: "dispatch");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_due_at",
                table: "dispatch",
                column: "due_at",
                filter: "state IN (0, 1)");
        }
    }
}
