using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Weather : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "weather_hours",
                columns: table => new
                {
                    place_id = table.Column<int>(type: "INTEGER", nullable: false),
                    hour = table.Column<int>(type: "INTEGER", nullable: false),
                    wind_east = table.Column<float>(type: "REAL", nullable: true),
                    wind_north = table.Column<float>(type: "REAL", nullable: true),
                    wind_speed = table.Column<float>(type: "REAL", nullable: true),
                    temperature = table.Column<float>(type: "REAL", nullable: true),
                    dew_point = table.Column<float>(type: "REAL", nullable: true),
                    pressure = table.Column<float>(type: "REAL", nullable: true),
                    rain = table.Column<float>(type: "REAL", nullable: true),
                    import_id = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_weather_hours", x => new { x.place_id, x.hour });
                });

            migrationBuilder.CreateTable(
                name: "weather_revisions",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    place_id = table.Column<int>(type: "INTEGER", nullable: false),
                    hour = table.Column<int>(type: "INTEGER", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false),
                    import_id = table.Column<int>(type: "INTEGER", nullable: false),
                    replaced_by_import_id = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_weather_revisions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "weather_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    place = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    issued_at = table.Column<int>(type: "INTEGER", nullable: false),
                    first_hour = table.Column<int>(type: "INTEGER", nullable: false),
                    hour_count = table.Column<int>(type: "INTEGER", nullable: false),
                    payload = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_weather_runs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_weather_revisions_place_id_hour",
                table: "weather_revisions",
                columns: new[] { "place_id", "hour" });

            migrationBuilder.CreateIndex(
                name: "IX_weather_runs_place_issued_at_source_hash",
                table: "weather_runs",
                columns: new[] { "place", "issued_at", "source", "hash" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "weather_hours");

            migrationBuilder.DropTable(
                name: "weather_revisions");

            migrationBuilder.DropTable(
                name: "weather_runs");
        }
    }
}
