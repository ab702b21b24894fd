using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class HistoryHash : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "history_hash",
                table: "responses",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "history_hash",
                table: "orders",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "history_hash",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "history_hash",
                table: "orders");
        }
    }
}
