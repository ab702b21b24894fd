using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ForecastService : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calendar_runs",
                columns: table => new
                {
                    region_code = table.Column<string>(type: "TEXT", nullable: false),
                    job = table.Column<string>(type: "TEXT", nullable: false),
                    scheduled_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lease_token = table.Column<string>(type: "TEXT", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    steps_json = table.Column<string>(type: "TEXT", nullable: false),
                    forecast_id = table.Column<string>(type: "TEXT", nullable: true),
                    advice_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_runs", x => new { x.region_code, x.job, x.scheduled_at });
                });

            migrationBuilder.CreateTable(
                name: "forecast_corrections",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    forecast_id = table.Column<string>(type: "TEXT", nullable: false),
                    region_code = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    low = table.Column<double>(type: "REAL", nullable: true),
                    middle = table.Column<double>(type: "REAL", nullable: false),
                    high = table.Column<double>(type: "REAL", nullable: true),
                    category = table.Column<int>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_forecast_corrections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "forecast_models",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    region_code = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    former_model_id = table.Column<string>(type: "TEXT", nullable: false),
                    overridden = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    decision_json = table.Column<string>(type: "TEXT", nullable: false),
                    chosen_by = table.Column<string>(type: "TEXT", nullable: false),
                    chosen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_forecast_models", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "forecast_scores",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    region_code = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lead = table.Column<int>(type: "INTEGER", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    forecast_id = table.Column<string>(type: "TEXT", nullable: false),
                    pm25 = table.Column<double>(type: "REAL", nullable: true),
                    observed_pm25 = table.Column<double>(type: "REAL", nullable: true),
                    aqi = table.Column<double>(type: "REAL", nullable: true),
                    observed_aqi = table.Column<int>(type: "INTEGER", nullable: true),
                    climatology = table.Column<double>(type: "REAL", nullable: true),
                    inside80 = table.Column<bool>(type: "INTEGER", nullable: true),
                    surprise = table.Column<double>(type: "REAL", nullable: true),
                    categories_off = table.Column<int>(type: "INTEGER", nullable: true),
                    probability150 = table.Column<double>(type: "REAL", nullable: true),
                    was150 = table.Column<bool>(type: "INTEGER", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_forecast_scores", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calendar_runs_job_state",
                table: "calendar_runs",
                columns: new[] { "job", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_forecast_corrections_forecast_id_day_quantity_revision",
                table: "forecast_corrections",
                columns: new[] { "forecast_id", "day", "quantity", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_forecast_corrections_region_code_day",
                table: "forecast_corrections",
                columns: new[] { "region_code", "day" });

            migrationBuilder.CreateIndex(
                name: "IX_forecast_models_region_code_revision",
                table: "forecast_models",
                columns: new[] { "region_code", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_forecast_scores_region_code_day_model_id_issued_at_source_revision",
                table: "forecast_scores",
                columns: new[] { "region_code", "day", "model_id", "issued_at", "source", "revision" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_runs");

            migrationBuilder.DropTable(
                name: "forecast_corrections");

            migrationBuilder.DropTable(
                name: "forecast_models");

            migrationBuilder.DropTable(
                name: "forecast_scores");
        }
    }
}
