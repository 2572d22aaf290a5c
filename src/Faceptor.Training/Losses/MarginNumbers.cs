namespace Faceptor.Training.Losses;

/// <summary>The two numbers of CosFace.</summary>
/// <param name="Scale">Factor s of the cosines.</param>
/// <param name="Margin">Amount m that the true person's cosine is lowered by.</param>
internal readonly record struct MarginNumbers(double Scale, double Margin);
