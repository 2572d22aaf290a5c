using System.CommandLine;
using System.Globalization;
using Faceptor.Training.Recipes;
using Spectre.Console;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor recipes</c>: what can be trained, and every number of it.</summary>
internal static class RecipesCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "A recipe, to print with every value as YAML; all are listed when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var small = RecipeOptions.Preset();
        var command = new ExampleCommand(
            "recipes",
            "List the recipes: what each trains and which table of the paper it belongs to. With a name, print the "
            + "recipe as YAML, which 'faceptor train --config' takes back.",
            "faceptor recipes",
            "faceptor recipes faceptor-base",
            "faceptor recipes transfer-prompt --preset small")
        {
            name,
            small,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } wanted)
            {
                var recipe = KnownRecipes.Get(wanted);
                context.Out.Write(RecipeFile.Write(parsed.GetValue(small) is null ? recipe : SmallVariant.Of(recipe)));
            }
            else
            {
                List(context);
            }

            return FaceptorApp.Success;
        });
        return command;
    }

    private static void List(CliContext context)
    {
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn(new TableColumn("recipe").NoWrap())
            .AddColumn("what")
            .AddColumn("paper")
            .AddColumn("tasks")
            .AddColumn(new TableColumn("steps").RightAligned().NoWrap())
            .AddColumn("starts from");
        foreach (var recipe in KnownRecipes.All)
        {
            table.AddRow(
                Markup.Escape(recipe.Name),
                Markup.Escape(recipe.Summary),
                Markup.Escape(recipe.Reproduces),
                Markup.Escape(Tasks(recipe)),
                recipe.Training.NumSteps.ToString("N0", CultureInfo.InvariantCulture),
                Markup.Escape(recipe.Weights.Length > 0 ? recipe.Weights : "random weights"));
        }

        context.Console.Write(table);
        context.Out.WriteLine("'faceptor recipes NAME' shows every value, 'faceptor train --recipe NAME' trains.");
    }

    private static string Tasks(Recipe recipe)
    {
        var names = string.Join(", ", recipe.Training.Tasks.Select(entry => entry.Task.DatasetName));
        return recipe.Stage == RecipeStage.Transfer
            ? $"{names}; --task for others, above all {FaceTasks.ParsingLaPa} and {FaceTasks.AttributesLfw73}"
            : names;
    }
}
