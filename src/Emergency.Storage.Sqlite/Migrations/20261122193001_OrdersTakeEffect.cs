using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OrdersTakeEffect : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "takes_effect_at",
                table: "orders",
                type: "INTEGER",
                nullable: true,
                computedColumnSql: "CASE WHEN state IN ('Issued', 'Delivered', 'Acknowledged', 'Objected') THEN starts_at END",
                stored: false);

            migrationBuilder.CreateIndex(
                name: "IX_orders_takes_effect_at",
                table: "orders",
                column: "takes_effect_at",
                filter: "takes_effect_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_orders_takes_effect_at",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "takes_effect_at",
                table: "orders");
        }
    }
}
