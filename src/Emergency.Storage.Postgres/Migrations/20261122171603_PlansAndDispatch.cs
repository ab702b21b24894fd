using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Emergency.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PlansAndDispatch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_dispatch_due_at",
                table: "dispatch");

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

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "fail_over_at",
                table: "dispatch",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fallbacks",
                table: "dispatch",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_due_at",
                table: "dispatch",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "attachments",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<string>(type: "text", nullable: false),
                    receipt_key = table.Column<string>(type: "text", nullable: false),
                    enterprise_code = table.Column<string>(type: "text", nullable: false),
                    region_code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attachments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "contacts",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    region_code = table.Column<string>(type: "text", nullable: false),
                    township = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_contacts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "daily_reports",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    late = table.Column<bool>(type: "boolean", nullable: false),
                    unfinished = table.Column<int>(type: "integer", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_daily_reports", x => new { x.order_id, x.day, x.number });
                });

            migrationBuilder.CreateTable(
                name: "dispatch_references",
                columns: table => new
                {
                    channel = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: true),
                    reached = table.Column<bool>(type: "boolean", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    open = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dispatch_references", x => new { x.channel, x.reference });
                });

            migrationBuilder.CreateTable(
                name: "escalations",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    response_id = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: true),
                    region_code = table.Column<string>(type: "text", nullable: false),
                    township = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    text_zh = table.Column<string>(type: "text", nullable: false),
                    text_en = table.Column<string>(type: "text", nullable: false),
                    told = table.Column<string>(type: "text", nullable: false),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_escalations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "follow_ups",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    escalation_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_follow_ups", x => new { x.order_id, x.step });
                });

            migrationBuilder.CreateTable(
                name: "restarts",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    restarted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_restarts", x => new { x.order_id, x.line });
                });

            migrationBuilder.CreateTable(
                name: "running_controls",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    region_code = table.Column<string>(type: "text", nullable: false),
                    enterprise_code = table.Column<string>(type: "text", nullable: false),
                    enterprise_name = table.Column<string>(type: "text", nullable: false),
                    unit_id = table.Column<string>(type: "text", nullable: false),
                    process = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    stopped_share = table.Column<decimal>(type: "numeric(9,6)", precision: 9, scale: 6, nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false),
                    taken_back = table.Column<bool>(type: "boolean", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_running_controls", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "what_ifs",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    region_code = table.Column<string>(type: "text", nullable: false),
                    list_version_id = table.Column<string>(type: "text", nullable: false),
                    start_day = table.Column<DateOnly>(type: "date", nullable: false),
                    question = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answer = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_what_ifs", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_channel_due_at",
                table: "dispatch",
                columns: new[] { "channel", "due_at" },
                filter: "state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_fail_over_at",
                table: "dispatch",
                column: "fail_over_at",
                filter: "fail_over_at IS NOT NULL AND state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_state",
                table: "dispatch",
                column: "state",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "IX_attachments_order_id",
                table: "attachments",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "IX_contacts_region_code",
                table: "contacts",
                column: "region_code");

            migrationBuilder.CreateIndex(
                name: "IX_daily_reports_day",
                table: "daily_reports",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_references_key",
                table: "dispatch_references",
                column: "key");

            migrationBuilder.CreateIndex(
                name: "IX_dispatch_references_open",
                table: "dispatch_references",
                column: "open",
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "IX_escalations_response_id",
                table: "escalations",
                column: "response_id");

            migrationBuilder.CreateIndex(
                name: "IX_follow_ups_escalation_id",
                table: "follow_ups",
                column: "escalation_id");

            migrationBuilder.CreateIndex(
                name: "IX_running_controls_region_code_from",
                table: "running_controls",
                columns: new[] { "region_code", "from" });

            migrationBuilder.CreateIndex(
                name: "IX_what_ifs_region_code",
                table: "what_ifs",
                column: "region_code");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attachments");

            migrationBuilder.DropTable(
                name: "contacts");

            migrationBuilder.DropTable(
                name: "daily_reports");

            migrationBuilder.DropTable(
                name: "dispatch_references");

            migrationBuilder.DropTable(
                name: "escalations");

            migrationBuilder.DropTable(
                name: "follow_ups");

            migrationBuilder.DropTable(
                name: "restarts");

            migrationBuilder.DropTable(
                name: "running_controls");

            migrationBuilder.DropTable(
                name: "what_ifs");

            migrationBuilder.DropIndex(
                name: "IX_dispatch_channel_due_at",
                table: "dispatch");

            migrationBuilder.DropIndex(
                name: "IX_dispatch_fail_over_at",
                table: "dispatch");

            migrationBuilder.DropIndex(
                name: "IX_dispatch_state",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "history_hash",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "history_hash",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "fail_over_at",
                table: "dispatch");

            migrationBuilder.DropColumn(
                name: "fallbacks",
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
