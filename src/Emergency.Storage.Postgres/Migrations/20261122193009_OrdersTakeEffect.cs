using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class OrdersTakeEffect : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "takes_effect_at",
                table: "orders",
                type: "timestamp with time zone",
                nullable: true,
                computedColumnSql: "CASE WHEN state IN ('Issued', 'Delivered', 'Acknowledged', 'Objected') THEN starts_at END",
                stored: true);

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
